// SPDX-License-Identifier: MIT
#include <ucs/detail/ascii.h>
#include <ucs/detail/utf8.h>
#include <ucs/log_filter.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace {

constexpr std::size_t kKeyCharactersMax = 64;
constexpr std::string_view kTagBegin = "<#";
constexpr std::string_view kTagEnd = "#>";

enum class Kind { kCopy, kHide, kSkip, kHideFirst, kHideLast, kUnhideFirst, kUnhideLast, kTag };

struct Rule {
  Kind kind = Kind::kCopy;
  std::size_t count = 0;
  std::string tag_begin;
  std::string tag_end;
};

char hex(unsigned digit) { return "0123456789abcdef"[digit & 0xFU]; }

/// Reports whether a character of several bytes moves, hides or ends what stands around it: the
/// control characters of C1, line and paragraph separators, and marks of direction.
bool is_treacherous(std::string_view character) {
  if (character.size() == 2)
    return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
  if (character.substr(0, 2) != "\xE2\x80" && character.substr(0, 2) != "\xE2\x81") return false;
  const auto last = static_cast<unsigned char>(character[2]);
  return character[1] == '\x80' ? last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE)
                                : last >= 0xA6 && last <= 0xA9;
}

/// Appends \uNNNN for a character of two or three bytes.
void append_code_point(std::string& out, std::string_view character) {
  unsigned value = 0;
  for (std::size_t i = 0; i < character.size(); ++i) {
    const auto byte = static_cast<unsigned char>(character[i]);
    value = i == 0 ? byte & (character.size() == 2 ? 0x1FU : 0x0FU) : value << 6U | (byte & 0x3FU);
  }
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += hex(value >> shift);
}

/// Appends the first character of `text`, escaped if it must be, and returns its size in bytes. A
/// byte that is not UTF-8 counts as one character.
std::size_t append_character(std::string& out, std::string_view text, char quote) {
  const std::size_t bytes = detail::utf8_sequence_bytes(text);
  const auto byte = static_cast<unsigned char>(text.front());
  if (bytes == 0 || byte < 0x20 || byte == 0x7F) {
    out += "\\x";
    out += hex(byte >> 4U);
    out += hex(byte);
  } else if (bytes > 1 && is_treacherous(text.substr(0, bytes))) {
    append_code_point(out, text.substr(0, bytes));
  } else {
    if (text.front() == quote || text.front() == '\\') out += '\\';
    out += text.substr(0, bytes);
  }
  return std::max(bytes, std::size_t{1});
}

std::size_t count_characters(std::string_view text) {
  std::size_t characters = 0;
  for (; !text.empty(); ++characters)
    text.remove_prefix(std::max(detail::utf8_sequence_bytes(text), std::size_t{1}));
  return characters;
}

/// The characters [begin, end) are shown, the others are stars.
struct Window {
  std::size_t begin = 0;
  std::size_t end = std::numeric_limits<std::size_t>::max();
};

/// Appends `value` in quotes, cut after `characters_max`.
void append_value(std::string& out, std::string_view value, Window window,
                  std::size_t characters_max) {
  out += '"';
  for (std::size_t i = 0; !value.empty(); ++i) {
    if (i == characters_max) {
      out += "...";
      break;
    }
    if (i >= window.begin && i < window.end) {
      value.remove_prefix(append_character(out, value, '"'));
    } else {
      value.remove_prefix(std::max(detail::utf8_sequence_bytes(value), std::size_t{1}));
      out += '*';
    }
  }
  out += '"';
}

std::string escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) text.remove_prefix(append_character(result, text, '\0'));
  return result;
}

std::optional<Rule> parse_tag(std::string_view type) {
  Rule rule{Kind::kTag, 0, std::string(kTagBegin), std::string(kTagEnd)};
  std::string_view marks = detail::trimmed(type.substr(3));
  if (marks.empty()) return rule;
  if (marks.front() != '(' || marks.back() != ')' || marks.size() < 2) return std::nullopt;
  marks = marks.substr(1, marks.size() - 2);
  const std::size_t comma = marks.find(',');
  if (comma == std::string_view::npos) {
    if (detail::trimmed(marks).empty()) return rule;
    return std::nullopt;
  }
  const std::string_view begin = detail::trimmed(marks.substr(0, comma));
  const std::string_view end = detail::trimmed(marks.substr(comma + 1));
  if (!begin.empty()) rule.tag_begin = escaped(begin);
  if (!end.empty()) rule.tag_end = escaped(end);
  return rule;
}

/// Reads `hide-first,4` and its like.
std::optional<Rule> parse_counted(std::string_view type) {
  constexpr std::pair<std::string_view, Kind> kKinds[] = {{"hide-first", Kind::kHideFirst},
                                                          {"hide-last", Kind::kHideLast},
                                                          {"unhide-first", Kind::kUnhideFirst},
                                                          {"unhide-last", Kind::kUnhideLast}};
  const std::size_t comma = type.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string name = detail::ascii_lower(detail::trimmed(type.substr(0, comma)));
  const std::string_view number = detail::trimmed(type.substr(comma + 1));
  for (const auto& [known, kind] : kKinds) {
    if (name != known) continue;
    Rule rule{kind, 0, "", ""};
    const char* end = number.data() + number.size();
    const auto [last, error] = std::from_chars(number.data(), end, rule.count);
    if (number.empty() || error != std::errc() || last != end) return std::nullopt;
    return rule;
  }
  return std::nullopt;
}

std::optional<Rule> parse_rule(std::string_view text) {
  const std::string_view type = detail::trimmed(text);
  const std::string name = detail::ascii_lower(type);
  if (name == "copy") return Rule{Kind::kCopy, 0, "", ""};
  if (name == "hide") return Rule{Kind::kHide, 0, "", ""};
  if (name == "skip") return Rule{Kind::kSkip, 0, "", ""};
  if (name.substr(0, 3) == "tag") return parse_tag(type);
  return parse_counted(type);
}

/// Returns which characters of a value a rule shows.
Window window_of(const Rule& rule, std::string_view value, bool is_compatible) {
  if (rule.kind == Kind::kHideFirst) return {rule.count, std::numeric_limits<std::size_t>::max()};
  if (rule.kind == Kind::kUnhideFirst) return {0, rule.count};
  if (rule.kind != Kind::kHideLast && rule.kind != Kind::kUnhideLast) return {};
  const std::size_t total = count_characters(value);
  if (rule.kind == Kind::kHideLast && is_compatible && rule.count > total) return {};
  const std::size_t border = total - std::min(rule.count, total);
  return rule.kind == Kind::kHideLast ? Window{0, border} : Window{border, total};
}

/// Reports whether a key, in small letters, names personal data or secrets.
bool is_sensitive(std::string_view key) {
  constexpr std::string_view kSensitive[] = {"customer_id",   "contact_key",         "extensions",
                                             "authorization", "proxy-authorization", "cookie"};
  return std::find(std::begin(kSensitive), std::end(kSensitive), key) != std::end(kSensitive);
}

}  // namespace

struct LogFilter::Impl {
  std::map<std::string, Rule, std::less<>> rules;
  Rule default_rule;
  Rule sensitive_rule;
  bool is_compatible = false;
  std::size_t value_characters_max = 0;

  [[nodiscard]] const Rule* own_rule(const std::string& key) const {
    const auto found = rules.find(key);
    return found == rules.end() ? nullptr : &found->second;
  }

  [[nodiscard]] const Rule& rule_for(const std::string& key) const {
    if (const Rule* rule = own_rule(key)) return *rule;
    return is_sensitive(key) ? sensitive_rule : default_rule;
  }

  [[nodiscard]] std::string write(const Rule& rule, std::string_view key,
                                  std::string_view value) const {
    if (rule.kind == Kind::kSkip) return "";
    std::string out = "'";
    for (std::size_t i = 0; !key.empty(); ++i) {
      if (i == kKeyCharactersMax) {
        out += "...";
        break;
      }
      key.remove_prefix(append_character(out, key, '\''));
    }
    if (rule.kind == Kind::kHide) return out += "' [output suppressed]";
    out += "' [str] = ";
    out += rule.tag_begin;
    append_value(out, value, window_of(rule, value, is_compatible), value_characters_max);
    return out += rule.tag_end;
  }
};

LogFilter::LogFilter(const LogFilterOptions& options) {
  auto impl = std::make_unique<Impl>();
  for (const auto& [key, type] : options.types) {
    const std::string name = detail::ascii_lower(key);
    auto rule = parse_rule(type);
    // A slip of the pen must not show what was hidden before.
    if (!rule && is_sensitive(name)) continue;
    impl->rules.insert_or_assign(name, rule ? *std::move(rule) : Rule());
  }
  impl->default_rule = parse_rule(options.default_type).value_or(Rule());
  impl->sensitive_rule.kind = impl->default_rule.kind == Kind::kSkip ? Kind::kSkip : Kind::kHide;
  impl->is_compatible = options.is_compatible;
  impl->value_characters_max = options.value_characters_max;
  impl_ = std::move(impl);
}

LogFilter::~LogFilter() = default;

std::string LogFilter::pair(std::string_view key, std::string_view value) const {
  return impl_->write(impl_->rule_for(detail::ascii_lower(key)), key, value);
}

std::string LogFilter::extension_pair(std::string_view name, std::string_view value) const {
  const Rule* own = impl_->own_rule(detail::ascii_lower(name));
  return impl_->write(own == nullptr ? impl_->rule_for("extensions") : *own, name, value);
}

bool is_log_filter_type(std::string_view type) { return parse_rule(type).has_value(); }

}  // namespace v0
}  // namespace ucs
