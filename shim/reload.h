// SPDX-License-Identifier: MIT
//
// Reading the configuration again in a running server.
#pragma once

#include <ucs/engine.h>
#include <ucs/result.h>

#include <functional>
#include <string>
#include <vector>

#include "lib/access/password_access.h"
#include "lib/access/users.h"
#include "shim/config.h"
#include "shim/request_log.h"
#include "shim/scheduled_jobs.h"

namespace ucs::shim {

/// Returns the users of the options' file; none if they name no file. Errors as read_users_file.
[[nodiscard]] Result<std::vector<access::User>> read_users(const Options& options);

/// What a reload changes. All must outlive the Reloader; `access` is null if the server started
/// without users.
struct ReloadTargets {
  Engine& engine;
  RequestLog& request_log;
  ScheduledJobs& jobs;
  access::PasswordAccess* access = nullptr;
};

/// Reads the configuration again, with the flags the server was started with. Not thread-safe; one
/// thread at a time.
class Reloader {
 public:
  /// Told what happened, line by line.
  using Report = std::function<void(const std::string& line)>;

  /// `config` and `users` are what the server runs with.
  Reloader(CommandLine line, Environment environment, Config config,
           std::vector<access::User> users, ReloadTargets targets, Report report);

  /// Reads file and users and puts in force what may change at run time; reports each setting that
  /// changed, with its old and new value, and whether it needs a restart. If anything is wrong
  /// nothing changes, the mistakes are reported, and the return is false. Each part (settings of
  /// the engine, log filter, users, jobs) is exchanged as one; requests in flight may see the
  /// former one.
  bool reload();

 private:
  /// Reports what differs, and takes over into config_ what may change. Returns how many differ.
  std::size_t take_over(Config& next);
  void take_over_value(EffectiveValue& old_value, EffectiveValue& new_value);
  void take_over_jobs(Options& next);
  void take_over_settings(Options& next);
  void take_over_users(std::vector<access::User> users);
  void changed(const std::string& name, const std::string& old_text, const std::string& new_text);

  const CommandLine line_;
  const Environment environment_;
  Config config_;
  std::vector<access::User> users_;
  const ReloadTargets targets_;
  const Report report_;
  std::size_t changes_ = 0;  // of the reload in progress
};

}  // namespace ucs::shim
