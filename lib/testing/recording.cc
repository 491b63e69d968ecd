// SPDX-License-Identifier: MIT
#include "lib/testing/recording.h"

#include <ucs/detail/quoted.h>
#include <ucs/testing/contents.h>
#include <ucs/testing/replay.h>
#include <ucs/time.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "lib/forms/bytes_json.h"
#include "lib/forms/clock_json.h"
#include "lib/forms/fault_json.h"
#include "lib/forms/json_writer.h"
#include "lib/testing/document_source.h"
#include "lib/testing/options_json.h"
#include "lib/testing/settings_json.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

// --- Writing

/// Texts that several refer to, each once, by its index.
class Shared {
 public:
  [[nodiscard]] std::size_t index_of(std::string text) {
    const auto found = std::find(texts_.begin(), texts_.end(), text);
    if (found != texts_.end()) return static_cast<std::size_t>(found - texts_.begin());
    texts_.push_back(std::move(text));
    return texts_.size() - 1;
  }
  [[nodiscard]] std::string list() const {
    return write_list(texts_, [](const std::string& text) { return "\n" + text; });
  }

 private:
  std::vector<std::string> texts_;
};

/// Writes states, which refer to contents and settings by their index.
class StateWriter {
 public:
  [[nodiscard]] std::string write(const FakeState& state) {
    std::string contents = export_contents(state.contents);
    contents.pop_back();  // the end of the line
    return ObjectWriter()
        .number("contents", contents_.index_of(std::move(contents)))
        .number("settings", settings_.index_of(write_settings(*state.settings)))
        .json("clock", write_clock_mode(state.clock))
        .text("mode", mode_name(state.mode))
        .done();
  }
  [[nodiscard]] std::string contents() const { return contents_.list(); }
  [[nodiscard]] std::string settings() const { return settings_.list(); }

 private:
  Shared contents_;
  Shared settings_;
};

[[nodiscard]] std::string write_fault(const FaultStatus& status) {
  return ObjectWriter()
      .json("rule", write_fault_rule(status.rule))
      .number("matched", status.matched)
      .number("fired", status.fired)
      .done();
}

[[nodiscard]] std::string write_faults(const FaultRules::Saved& faults) {
  return ObjectWriter()
      .json("rules", write_list(faults.rules, write_fault))
      .number("named", faults.named)
      .done();
}

// --- Reading

/// Reads states. Contents and settings must be read first. Keeps none of what it reads from.
class StateReader {
 public:
  [[nodiscard]] Result<void> read_contents_list(const Value& value, const FakeOptions& fake) {
    ContentsOptions options;
    options.id_scope = fake.engine.id_scope;
    options.tenants = fake.api.tenants;
    const auto elements = to_list(value);
    if (!elements) return elements.error();
    for (const Value& element : *elements) {
      auto contents = read_contents(element.json, options);
      if (!contents) {
        const Error& error = contents.error();
        return Error{error.code, element.path + ": " + error.message, element.path};
      }
      contents_.push_back(std::move(contents->snapshot));
    }
    return {};
  }

  [[nodiscard]] Result<void> read_settings_list(const Value& value) {
    const auto elements = to_list(value);
    if (!elements) return elements.error();
    for (const Value& element : *elements) {
      auto settings = read_settings(element);
      if (!settings) return std::move(settings).error();
      settings_.push_back(*std::move(settings));
    }
    return {};
  }

  [[nodiscard]] Result<FakeState> read(const Value& value) const {
    ObjectReader object(value, "a state");
    const auto contents = index(object, "contents", contents_.size());
    const auto settings = index(object, "settings", settings_.size());
    const auto clock = object.require("clock");
    const auto mode = object.require("mode");
    if (auto done = object.done(); !done) return std::move(done).error();
    const auto clock_mode = to_clock_mode(*clock);
    if (!clock_mode) return clock_mode.error();
    const auto name = to_text(*mode);
    if (!name) return name.error();
    const auto found = find_mode(*name);
    if (!found) return unexpected(*mode, R"("production" or "maintenance")");
    return FakeState{contents_[*contents], *clock_mode, settings_[*settings], *found};
  }

 private:
  [[nodiscard]] static std::optional<std::size_t> index(ObjectReader& object, std::string_view name,
                                                        std::size_t size) {
    const auto value = object.require(name);
    if (!value) return std::nullopt;
    const auto number = size == 0 ? unexpected(*value, "the index of one, of which there are none")
                                  : to_integer(*value, size - 1);
    object.fail_with(number);
    if (!number) return std::nullopt;
    return static_cast<std::size_t>(*number);
  }

  std::vector<MemoryStore::Snapshot> contents_;
  std::vector<std::shared_ptr<const Settings>> settings_;
};

class AbsentAccess final : public http::Access {
 public:
  http::AccessDecision authenticate(const http::AccessAttempt& /*attempt*/) override {
    return Error{ErrorCode::kUnavailable, "there is only what was recorded", ""};
  }
};

[[nodiscard]] Result<FaultRules::Saved> to_faults(const Value& value) {
  FaultRules::Saved faults;
  ObjectReader object(value, "faults");
  object.read("named", faults.named);
  const auto list = object.require("rules");
  if (auto done = object.done(); !done) return std::move(done).error();
  const auto elements = to_list(*list);
  if (!elements) return elements.error();
  for (const Value& element : *elements) {
    FaultStatus& status = faults.rules.emplace_back();
    ObjectReader counted(element, "a fault");
    if (const auto rule = counted.require("rule")) {
      auto read = read_fault_rule(*rule);
      counted.fail_with(read);
      if (read) status.rule = *std::move(read);
    }
    counted.read("matched", status.matched);
    counted.read("fired", status.fired);
    if (auto done = counted.done(); !done) return std::move(done).error();
  }
  return faults;
}

[[nodiscard]] Result<FakeStates> to_snapshots(const Value& value, const StateReader& reader) {
  const auto elements = to_list(value);
  if (!elements) return elements.error();
  FakeStates snapshots;
  for (const Value& element : *elements) {
    ObjectReader object(element, "a snapshot");
    const auto name = object.require("name");
    const auto state = object.require("state");
    if (auto done = object.done(); !done) return std::move(done).error();
    auto text = to_bytes(*name);
    if (!text) return std::move(text).error();
    auto read = reader.read(*state);
    if (!read) return std::move(read).error();
    snapshots.emplace(*std::move(text), *std::move(read));
  }
  return snapshots;
}

/// The members of a recording, where they stand.
struct Members {
  std::optional<Value> version, options, contents, settings, first_clock, beginning, present,
      system, started, snapshots, faults, steps;
  std::uint64_t skipped = 0;
};

[[nodiscard]] Result<Members> read_members(const Value& root) {
  Members members;
  ObjectReader object(root, "a recording");
  members.version = object.require("ucs_replay");
  object.read("skipped", members.skipped);
  members.options = object.require("options");
  members.contents = object.require("contents");
  members.settings = object.require("settings");
  members.first_clock = object.require("first_clock");
  members.beginning = object.require("beginning");
  members.present = object.find("present");
  members.system = object.find("system");
  members.started = object.find("started");
  members.snapshots = object.find("snapshots");
  members.faults = object.find("faults");
  members.steps = object.require("steps");
  if (auto done = object.done(); !done) return std::move(done).error();
  return members;
}

/// Checks the version by itself: what a later one has besides must not be what is wrong with it.
[[nodiscard]] Result<void> check_version(const Value& root) {
  const auto members = to_members(root);
  if (!members) return members.error();
  for (const NamedValue& member : *members) {
    if (member.name != "ucs_replay") continue;
    const auto version = to_integer(member.value, UINT64_MAX);
    if (!version) return version.error();
    if (*version == kRecordingVersion) return {};
    return Error{ErrorCode::kInvalidField,
                 "ucs_replay is " + std::to_string(*version) + "; expected " +
                     std::to_string(kRecordingVersion) +
                     (*version > kRecordingVersion ? ": the recording is of a later ucs" : ""),
                 "ucs_replay"};
  }
  return {};
}

template <class Read>
[[nodiscard]] auto read_if_there(const std::optional<Value>& value, const Read& read)
    -> Result<std::optional<typename decltype(read(*value))::value_type>> {
  using Optional = std::optional<typename decltype(read(*value))::value_type>;
  if (!value) return Optional();
  auto result = read(*value);
  if (!result) return std::move(result).error();
  return Optional(*std::move(result));
}

[[nodiscard]] Result<Situation> read_situation(const Members& members, const FakeOptions& options) {
  StateReader reader;
  if (auto done = reader.read_contents_list(*members.contents, options); !done)
    return std::move(done).error();
  if (auto done = reader.read_settings_list(*members.settings); !done)
    return std::move(done).error();
  const auto to_state = [&](const Value& value) { return reader.read(value); };
  auto beginning = to_state(*members.beginning);
  if (!beginning) return std::move(beginning).error();
  const auto first_clock = to_clock_mode(*members.first_clock);
  if (!first_clock) return first_clock.error();
  auto present = read_if_there(members.present, to_state);
  if (!present) return std::move(present).error();
  const auto system = read_if_there(members.system, to_time);
  if (!system) return system.error();
  const auto started = read_if_there(members.started, to_time);
  if (!started) return started.error();
  auto snapshots = read_if_there(members.snapshots,
                                 [&](const Value& value) { return to_snapshots(value, reader); });
  if (!snapshots) return std::move(snapshots).error();
  auto faults = read_if_there(members.faults, to_faults);
  if (!faults) return std::move(faults).error();
  if (*faults) {
    auto checked = FaultRules(options.api.tenants, {}).restore(**faults);
    if (!checked) {
      const std::string path = members.faults->path + ".rules";
      const Error& error = checked.error();
      return Error{error.code, path + error.message, path + error.field};
    }
  }
  return Situation{*std::move(beginning),
                   *first_clock,
                   *std::move(present),
                   *system,
                   *started,
                   std::move(*snapshots).value_or(FakeStates()),
                   *std::move(faults)};
}

}  // namespace

std::string write_recording(const FakeOptions& options, const Recorder::Contents& contents) {
  const Situation& situation = contents.situation;
  StateWriter states;
  const std::string beginning = states.write(situation.beginning);
  std::string out = "{\"ucs_replay\":" + std::to_string(kRecordingVersion);
  const auto member = [&](std::string_view name, std::string_view value) {
    out.append(",\n\"").append(name).append("\":").append(value);
  };
  member("skipped", std::to_string(contents.skipped));
  member("options", write_options(options));
  member("first_clock", write_clock_mode(situation.first_clock));
  member("beginning", beginning);
  if (situation.present) member("present", states.write(*situation.present));
  if (situation.system) member("system", write_text(format_timestamp(*situation.system)));
  if (situation.started) member("started", write_text(format_timestamp(*situation.started)));
  if (!situation.snapshots.empty()) {
    member("snapshots", write_list(situation.snapshots, [&](const auto& named) {
             return ObjectWriter()
                 .json("name", write_bytes(named.first))
                 .json("state", states.write(named.second))
                 .done();
           }));
  }
  if (situation.faults) member("faults", write_faults(*situation.faults));
  member("settings", states.settings());
  member("contents", states.contents());
  member("steps", contents.steps.empty() ? "[]}" : "[\n" + contents.steps + "\n]}");
  return out += '\n';
}

Result<Recording> read_recording(std::string_view document) {
  const std::size_t begin = document.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || document[begin] != '{') {
    return Error{ErrorCode::kInvalidJson,
                 "the document is no recording; expected an object of JSON, as Fake::recording "
                 "returns it",
                 ""};
  }
  const auto source = read_source(document);
  if (!source) return source.error();
  const Value root{source->json.view(), ""};
  if (auto checked = check_version(root); !checked) return std::move(checked).error();
  const auto members = read_members(root);
  if (!members) return members.error();
  auto options = read_options(*members->options);
  if (!options) return std::move(options).error();
  auto situation = read_situation(*members, options->options);
  if (!situation) return std::move(situation).error();
  const auto elements = to_list(*members->steps);
  if (!elements) return elements.error();
  Recording recording{
      std::move(options->options), nullptr, *std::move(situation), members->skipped, {}};
  if (options->has_access) recording.access = std::make_shared<AbsentAccess>();
  recording.options.api.access = recording.access.get();
  for (const Value& element : *elements) {
    auto step = read_step(element);
    if (!step) return std::move(step).error();
    recording.steps.push_back(*std::move(step));
  }
  return recording;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
