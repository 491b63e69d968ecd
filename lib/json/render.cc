// SPDX-License-Identifier: MIT
//
// Services, states and tasks as the API represents them: which of them are shown, where and in
// which order (spec 2.2).
#include <ucs/json.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/json/entity_writer.h"
#include "lib/json/selection.h"
#include "lib/json/text_buffer.h"

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

/// What an entity measures, roughly, without its extensions.
constexpr std::size_t kEntityBytesUsual = 512;

[[nodiscard]] std::size_t extension_bytes(const Extensions& extensions) {
  std::size_t bytes = 0;
  for (const ExtensionView extension : extensions)
    bytes += extension.name.size() + extension.value.size() + 4;
  return bytes;
}

/// Whether an entity is shown, of those that are active and of those that are completed.
struct Wanted {
  bool active;
  bool completed;

  [[nodiscard]] bool any() const noexcept { return active || completed; }
  [[nodiscard]] bool has(const Activity& activity) const noexcept {
    return activity.is_active() ? active : completed;
  }
};

/// The order of lists: by start time, then by id (spec 5).
template <class Entity>
[[nodiscard]] bool starts_before(const Entity& a, const Entity& b) noexcept {
  if (a.started.timestamp != b.started.timestamp) return a.started.timestamp < b.started.timestamp;
  return a.id < b.id;
}

/// A task that is shown, and the state in whose arrays it stands; without one it stands in the
/// service's own.
struct PlacedTask {
  std::optional<StateId> state_id;
  const Task* task;
};

/// Tasks that are shown, those of one place side by side and in the order of lists. A state's tasks
/// are found in O(log n). Views the service.
class PlacedTasks {
 public:
  void add(std::optional<StateId> place, const Task& task) { tasks_.push_back({place, &task}); }

  /// To be called once, after the last add. O(n log n).
  void sort() {
    std::sort(tasks_.begin(), tasks_.end(), [](const PlacedTask& a, const PlacedTask& b) {
      if (a.state_id != b.state_id) return a.state_id < b.state_id;
      return starts_before(*a.task, *b.task);
    });
  }

  using Iterator = std::vector<PlacedTask>::const_iterator;
  struct Range {
    Iterator first;
    Iterator last;

    [[nodiscard]] Iterator begin() const noexcept { return first; }
    [[nodiscard]] Iterator end() const noexcept { return last; }
  };

  /// Returns the tasks in that place.
  [[nodiscard]] Range in(std::optional<StateId> place) const {
    const auto precedes = [](const PlacedTask& a, const PlacedTask& b) {
      return a.state_id < b.state_id;
    };
    const auto [first, last] =
        std::equal_range(tasks_.begin(), tasks_.end(), PlacedTask{place, nullptr}, precedes);
    return {first, last};
  }

 private:
  std::vector<PlacedTask> tasks_;
};

/// Appends entities to one text under one Inclusion. Not thread-safe; one thread at a time.
class Renderer {
 public:
  Renderer(std::string& out, const Inclusion& inclusion)
      : buffer_(out),
        writer_(buffer_, inclusion.attributes),
        states_{inclusion.active_states, inclusion.completed_states},
        tasks_{inclusion.active_tasks, inclusion.completed_tasks},
        service_extensions_(inclusion.service_extensions),
        state_extensions_(inclusion.state_extensions),
        task_extensions_(inclusion.task_extensions) {}

  void service(const Service& service) {
    make_room(service.extensions, service_extensions_);
    writer_.open_service(service);
    if (states_.any() || tasks_.any()) {
      const PlacedTasks tasks = tasks_of(service);
      if (states_.any()) states_in(service, tasks);
      if (tasks_.any()) tasks_in(std::nullopt, tasks);
    }
    writer_.close(service.extensions, service_extensions_);
  }

  /// Appends an array: what `append_element` appends for each element.
  template <class Elements, class AppendElement>
  void array(const Elements& elements, AppendElement&& append_element) {
    buffer_.append('[');
    bool is_first = true;
    for (const auto& element : elements) {
      if (!is_first) buffer_.append(',');
      is_first = false;
      append_element(*element);
    }
    buffer_.append(']');
  }

  /// Appends states as outermost objects, separated by commas.
  void states(const Service& service, const std::vector<const State*>& states) {
    PlacedTasks tasks;
    if (tasks_.any())
      tasks = attached_tasks_of(service, states.size() == 1 ? states.front() : nullptr);
    bool is_first = true;
    for (const State* state : states) {
      if (!is_first) buffer_.append(',');
      is_first = false;
      this->state(*state, &service, tasks);
    }
  }

  /// Appends a task; `service` is given if it is the outermost object.
  void task(const Task& task, const Service* service, bool shows_state_id) {
    make_room(task.extensions, task_extensions_);
    writer_.open_task(task, service, shows_state_id);
    writer_.close(task.extensions, task_extensions_);
  }

 private:
  void make_room(const Extensions& extensions, const Selection& selection) {
    buffer_.reserve(kEntityBytesUsual + (selection.is_empty() ? 0 : extension_bytes(extensions)));
  }

  void state(const State& state, const Service* service, const PlacedTasks& tasks) {
    make_room(state.extensions, state_extensions_);
    writer_.open_state(state, service);
    if (tasks_.any()) tasks_in(state.id, tasks);
    writer_.close(state.extensions, state_extensions_);
  }

  /// Returns every task that is shown: in its state if that is shown too, else in the service's own
  /// arrays (spec 2.2).
  [[nodiscard]] PlacedTasks tasks_of(const Service& service) const {
    PlacedTasks placed;
    if (!tasks_.any()) return placed;
    for (const Task& task : service.tasks) {
      if (!tasks_.has(task)) continue;
      const State* const state =
          task.state_id && states_.any() ? service.states.find(*task.state_id) : nullptr;
      placed.add(state != nullptr && states_.has(*state) ? task.state_id : std::nullopt, task);
    }
    placed.sort();
    return placed;
  }

  /// Returns every task that is shown if its state is: of all states, or of `only`.
  [[nodiscard]] PlacedTasks attached_tasks_of(const Service& service, const State* only) const {
    PlacedTasks placed;
    for (const Task& task : service.tasks) {
      if (!tasks_.has(task) || !task.state_id) continue;
      if (only == nullptr || *task.state_id == only->id) placed.add(task.state_id, task);
    }
    placed.sort();
    return placed;
  }

  void states_in(const Service& service, const PlacedTasks& tasks) {
    std::vector<const State*> shown;
    for (const State& state : service.states) {
      if (states_.has(state)) shown.push_back(&state);
    }
    std::sort(shown.begin(), shown.end(),
              [](const State* a, const State* b) { return starts_before(*a, *b); });
    const auto array = [&](std::string_view name, bool is_active) {
      writer_.open_array(name);
      for (const State* state : shown) {
        if (state->is_active() != is_active) continue;
        writer_.next_element();
        this->state(*state, nullptr, tasks);
      }
      writer_.close_array();
    };
    if (states_.active) array("active_states", true);
    if (states_.completed) array("completed_states", false);
  }

  /// Appends the arrays of tasks of one place: a state's, or the service's own.
  void tasks_in(std::optional<StateId> place, const PlacedTasks& tasks) {
    const PlacedTasks::Range range = tasks.in(place);
    const auto array = [&](std::string_view name, bool is_active) {
      writer_.open_array(name);
      for (const PlacedTask& placed : range) {
        if (placed.task->is_active() != is_active) continue;
        writer_.next_element();
        task(*placed.task, nullptr, !place.has_value());
      }
      writer_.close_array();
    };
    if (tasks_.active) array("active_tasks", true);
    if (tasks_.completed) array("completed_tasks", false);
  }

  TextBuffer buffer_;
  EntityWriter writer_;
  const Wanted states_;
  const Wanted tasks_;
  const Selection service_extensions_;
  const Selection state_extensions_;
  const Selection task_extensions_;
};

}  // namespace

void append_service(std::string& out, const Service& service, const Inclusion& inclusion) {
  Renderer(out, inclusion).service(service);
}

void append_state(std::string& out, const Service& service, const State& state,
                  const Inclusion& inclusion) {
  Renderer(out, inclusion).states(service, {&state});
}

void append_task(std::string& out, const Service& service, const Task& task,
                 const Inclusion& inclusion) {
  Renderer(out, inclusion).task(task, &service, true);
}

void append_services(std::string& out, const std::vector<ServicePtr>& services,
                     const Inclusion& inclusion) {
  Renderer renderer(out, inclusion);
  renderer.array(services, [&](const Service& service) { renderer.service(service); });
}

void append_states(std::string& out, const Service& service,
                   const std::vector<const State*>& states, const Inclusion& inclusion) {
  out += '[';
  Renderer(out, inclusion).states(service, states);
  out += ']';
}

void append_tasks(std::string& out, const Service& service, const std::vector<const Task*>& tasks,
                  const Inclusion& inclusion) {
  Renderer renderer(out, inclusion);
  renderer.array(tasks, [&](const Task& task) { renderer.task(task, &service, true); });
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
