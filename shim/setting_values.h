// SPDX-License-Identifier: MIT
//
// How the text of each setting is read into the options. Each function checks all its items, and
// writes them in place of the default; it returns what is wrong with one of them. The items are one
// text but for lists and maps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shim/options.h"
#include "shim/settings_table.h"

namespace ucs::shim {

[[nodiscard]] std::optional<Problem> set_host(const std::vector<std::string>& items,
                                              Options& options);
[[nodiscard]] std::optional<Problem> set_port(const std::vector<std::string>& items,
                                              Options& options);
[[nodiscard]] std::optional<Problem> set_store(const std::vector<std::string>& items,
                                               Options& options);
[[nodiscard]] std::optional<Problem> set_durability(const std::vector<std::string>& items,
                                                    Options& options);
[[nodiscard]] std::optional<Problem> set_store_password_file(const std::vector<std::string>& items,
                                                             Options& options);
[[nodiscard]] std::optional<Problem> set_store_timeout(const std::vector<std::string>& items,
                                                       Options& options);
[[nodiscard]] std::optional<Problem> set_seed(const std::vector<std::string>& items,
                                              Options& options);
[[nodiscard]] std::optional<Problem> set_import(const std::vector<std::string>& items,
                                                Options& options);
[[nodiscard]] std::optional<Problem> set_final_export(const std::vector<std::string>& items,
                                                      Options& options);
[[nodiscard]] std::optional<Problem> set_port_file(const std::vector<std::string>& items,
                                                   Options& options);
[[nodiscard]] std::optional<Problem> set_dialects(const std::vector<std::string>& items,
                                                  Options& options);
[[nodiscard]] std::optional<Problem> set_base_paths(const std::vector<std::string>& items,
                                                    Options& options);
[[nodiscard]] std::optional<Problem> set_threads(const std::vector<std::string>& items,
                                                 Options& options);
[[nodiscard]] std::optional<Problem> set_body_bytes_max(const std::vector<std::string>& items,
                                                        Options& options);
[[nodiscard]] std::optional<Problem> set_id_scope(const std::vector<std::string>& items,
                                                  Options& options);
[[nodiscard]] std::optional<Problem> set_users_file(const std::vector<std::string>& items,
                                                    Options& options);
[[nodiscard]] std::optional<Problem> set_realm(const std::vector<std::string>& items,
                                               Options& options);
[[nodiscard]] std::optional<Problem> set_cors_origins(const std::vector<std::string>& items,
                                                      Options& options);
[[nodiscard]] std::optional<Problem> set_export_directory(const std::vector<std::string>& items,
                                                          Options& options);
[[nodiscard]] std::optional<Problem> set_insecure(const std::vector<std::string>& items,
                                                  Options& options);
[[nodiscard]] std::optional<Problem> set_log_format(const std::vector<std::string>& items,
                                                    Options& options);
[[nodiscard]] std::optional<Problem> set_log_requests(const std::vector<std::string>& items,
                                                      Options& options);
[[nodiscard]] std::optional<Problem> set_use_role(const std::vector<std::string>& items,
                                                  Options& options);
[[nodiscard]] std::optional<Problem> set_data_validation(const std::vector<std::string>& items,
                                                         Options& options);
[[nodiscard]] std::optional<Problem> set_map_names(const std::vector<std::string>& items,
                                                   Options& options);
[[nodiscard]] std::optional<Problem> set_expiration(const std::vector<std::string>& items,
                                                    Options& options);
[[nodiscard]] std::optional<Problem> set_auto_complete_after(const std::vector<std::string>& items,
                                                             Options& options);
[[nodiscard]] std::optional<Problem> set_filter_default(const std::vector<std::string>& items,
                                                        Options& options);
[[nodiscard]] std::optional<Problem> set_filter_compatible(const std::vector<std::string>& items,
                                                           Options& options);
[[nodiscard]] std::optional<Problem> set_filters(const std::vector<std::string>& items,
                                                 Options& options);
[[nodiscard]] std::optional<Problem> set_tenants(const std::vector<std::string>& items,
                                                 Options& options);
[[nodiscard]] std::optional<Problem> set_control(const std::vector<std::string>& items,
                                                 Options& options);
[[nodiscard]] std::optional<Problem> set_control_open(const std::vector<std::string>& items,
                                                      Options& options);
[[nodiscard]] std::optional<Problem> set_control_token_file(const std::vector<std::string>& items,
                                                            Options& options);
[[nodiscard]] std::optional<Problem> set_clock(const std::vector<std::string>& items,
                                               Options& options);
[[nodiscard]] std::optional<Problem> set_namespaces_max(const std::vector<std::string>& items,
                                                        Options& options);
[[nodiscard]] std::optional<Problem> set_namespace_idle_max(const std::vector<std::string>& items,
                                                            Options& options);
[[nodiscard]] std::optional<Problem> set_recording_bytes_max(const std::vector<std::string>& items,
                                                             Options& options);

// In limit_values.cc.
[[nodiscard]] std::optional<Problem> set_request_line_bytes_max(
    const std::vector<std::string>& items, Options& options);
[[nodiscard]] std::optional<Problem> set_headers_max(const std::vector<std::string>& items,
                                                     Options& options);
[[nodiscard]] std::optional<Problem> set_header_bytes_max(const std::vector<std::string>& items,
                                                          Options& options);
[[nodiscard]] std::optional<Problem> set_header_timeout(const std::vector<std::string>& items,
                                                        Options& options);
[[nodiscard]] std::optional<Problem> set_body_timeout(const std::vector<std::string>& items,
                                                      Options& options);
[[nodiscard]] std::optional<Problem> set_idle_timeout(const std::vector<std::string>& items,
                                                      Options& options);
[[nodiscard]] std::optional<Problem> set_send_timeout(const std::vector<std::string>& items,
                                                      Options& options);
[[nodiscard]] std::optional<Problem> set_connections_max(const std::vector<std::string>& items,
                                                         Options& options);
[[nodiscard]] std::optional<Problem> set_requests_max(const std::vector<std::string>& items,
                                                      Options& options);
[[nodiscard]] std::optional<Problem> set_buffer_bytes_max(const std::vector<std::string>& items,
                                                          Options& options);
[[nodiscard]] std::optional<Problem> set_drain_delay(const std::vector<std::string>& items,
                                                     Options& options);
[[nodiscard]] std::optional<Problem> set_drain_timeout(const std::vector<std::string>& items,
                                                       Options& options);
[[nodiscard]] std::optional<Problem> set_trusted_proxies(const std::vector<std::string>& items,
                                                         Options& options);

}  // namespace ucs::shim
