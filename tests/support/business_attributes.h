// SPDX-License-Identifier: MIT
// Business attributes for tests: names with blanks, and display names that are not names.
#pragma once

#include <ucs/business_attributes.h>
#include <ucs/settings.h>

#include <memory>
#include <utility>

namespace ucs::tests {

/// "Service Types" for types of services, "Outcome" for all dispositions, "Media" for media types
/// of services and states. Whether they validate and map names is the caller's to set.
inline BusinessAttributesDefinition sample_attributes() {
  BusinessAttributesDefinition definition;
  definition.attributes = {
      {"Service Types",
       101,
       "Kinds of services",
       "What we do",
       {{"flight booking", 1, "Booking a flight", "", true},
        {"claim", 2, "Claims \"and\" more", "Lost things"},
        {"404", 404, "Not found", ""}}},
      {"Outcome", 102, "Outcome", "", {{"done", 11, "It is done"}, {"given up", 12, "Given up"}}},
      {"Media", 103, "Media", "", {{"chat", 21, "Chat"}, {"e mail", 22, "E-mail"}}},
      {"Empty", 104},
  };
  definition.mappings = {{"Service.service_type", "Service Types"},
                         {"Service.disposition", "Outcome"},
                         {"State.disposition", "Outcome"},
                         {"Task.disposition", "Outcome"},
                         {"Service.media_type", "Media"},
                         {"State.media_type", "Media"},
                         {"Task.type", "Empty"}};
  return definition;
}

inline std::shared_ptr<const Settings> settings_with(BusinessAttributesDefinition definition) {
  auto settings = std::make_shared<Settings>();
  settings->business_attributes = BusinessAttributes::make(std::move(definition)).value();
  return settings;
}

inline std::shared_ptr<const Settings> validating_settings() {
  BusinessAttributesDefinition definition = sample_attributes();
  definition.validates_data = true;
  return settings_with(std::move(definition));
}

inline std::shared_ptr<const Settings> name_mapping_settings() {
  BusinessAttributesDefinition definition = sample_attributes();
  definition.maps_names = true;
  return settings_with(std::move(definition));
}

}  // namespace ucs::tests
