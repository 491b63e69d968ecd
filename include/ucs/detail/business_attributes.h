// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/business_attributes.h>
#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <system_error>

namespace ucs {
inline namespace v0 {
namespace detail {

inline constexpr std::string_view kCvKinds[] = {"Service", "State", "Task"};
inline constexpr std::string_view kCvFields[] = {"type", "disposition", "application_type",
                                                 "resource_type", "media_type"};
inline constexpr std::string_view kCvTypes[] = {"service_type", "state_type", "task_type"};

/// How many names of values an error lists.
inline constexpr std::size_t kListedNamesMax = 20;

/// Returns the place of `name` in `names`, or nothing.
template <std::size_t kSize>
[[nodiscard]] std::optional<std::size_t> index_in(const std::string_view (&names)[kSize],
                                                  std::string_view name) noexcept {
  const auto* const found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(names));
}

/// Returns the DBID that `digits` is, written as it is shown: without sign and leading zeros.
[[nodiscard]] inline std::optional<std::int64_t> read_dbid(std::string_view digits) noexcept {
  if (digits.empty() || digits.front() < '1' || digits.front() > '9') return std::nullopt;
  std::int64_t dbid = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), dbid);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return dbid;
}

/// Returns the entry whose `key_of` is `key`, of pointers that are in its order; or null.
template <class Entry, class Key, class KeyOf>
[[nodiscard]] const Entry* find_by(const std::vector<const Entry*>& entries, const Key& key,
                                   const KeyOf& key_of) noexcept {
  const auto found = std::lower_bound(
      entries.begin(), entries.end(), key,
      [&](const Entry* entry, const Key& sought) { return key_of(*entry) < sought; });
  return found == entries.end() || key_of(**found) != key ? nullptr : *found;
}

template <class Entry>
[[nodiscard]] std::string_view name_key(const Entry& entry) noexcept {
  return entry.name;
}
template <class Entry>
[[nodiscard]] std::int64_t dbid_key(const Entry& entry) noexcept {
  return entry.dbid;
}

/// Whether one entry's key is below another's. A pointer, so that one sort is compiled for both
/// keys.
template <class Entry>
using KeyOrder = bool (*)(const Entry& a, const Entry& b) noexcept;

template <class Entry>
[[nodiscard]] bool is_name_below(const Entry& a, const Entry& b) noexcept {
  return a.name < b.name;
}
template <class Entry>
[[nodiscard]] bool is_dbid_below(const Entry& a, const Entry& b) noexcept {
  return a.dbid < b.dbid;
}

/// Returns pointers to the entries in their order; an error if two have the same key.
template <class Entry>
[[nodiscard]] Result<std::vector<const Entry*>> sorted_by(const std::vector<Entry>& entries,
                                                          KeyOrder<Entry> is_below,
                                                          const std::string& owner,
                                                          std::string_view key_name) {
  std::vector<const Entry*> sorted;
  sorted.reserve(entries.size());
  for (const Entry& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [&](const Entry* a, const Entry* b) { return is_below(*a, *b); });
  const auto twice =
      std::adjacent_find(sorted.begin(), sorted.end(),
                         [&](const Entry* a, const Entry* b) { return !is_below(*a, *b); });
  if (twice == sorted.end()) return sorted;
  return Error{ErrorCode::kInvalidField,
               owner + " has two entries of one " + std::string(key_name) + ": " +
                   detail::quoted((*twice)->name) + " and " +
                   detail::quoted((*std::next(twice))->name),
               "business-attributes"};
}

[[nodiscard]] inline Error invalid_definition(const std::string& message) {
  return Error{ErrorCode::kInvalidField, message, "business-attributes"};
}

/// Checks one text of a definition.
[[nodiscard]] inline Result<void> check_business_text(const std::string& owner,
                                                      std::string_view member,
                                                      std::string_view value,
                                                      std::size_t characters_max) {
  const Utf8Scan scan = utf8_scan(value);
  if (scan.valid_bytes != value.size())
    return invalid_definition(owner + " has a " + std::string(member) + " that is not UTF-8");
  if (scan.characters > characters_max) {
    return Error{ErrorCode::kFieldTooLong,
                 owner + " has a " + std::string(member) + " of " +
                     std::to_string(scan.characters) + " characters; expected at most " +
                     std::to_string(characters_max),
                 "business-attributes"};
  }
  return {};
}

/// Checks what attributes and values have in common. `owner` is what messages call it.
template <class Entry>
[[nodiscard]] Result<void> check_business_entry(const std::string& owner, const Entry& entry) {
  if (entry.name.empty()) return invalid_definition(owner + " has no name");
  if (entry.dbid <= 0) {
    return invalid_definition(owner + " has the DBID " + std::to_string(entry.dbid) +
                              "; expected a positive integer");
  }
  if (auto checked = check_business_text(owner, "name", entry.name, kBusinessNameMax); !checked)
    return checked;
  if (auto checked =
          check_business_text(owner, "display name", entry.display_name, kBusinessNameMax);
      !checked) {
    return checked;
  }
  return check_business_text(owner, "description", entry.description, kBusinessDescriptionMax);
}

/// Checks the values of one attribute, but for what must be unique.
[[nodiscard]] inline Result<void> check_business_values(const std::string& owner,
                                                        const BusinessAttribute& attribute) {
  const std::vector<BusinessValue>& values = attribute.values;
  if (values.size() > kBusinessAttributeValuesMax) {
    return invalid_definition(owner + " has " + std::to_string(values.size()) +
                              " values; expected at most " +
                              std::to_string(kBusinessAttributeValuesMax));
  }
  const BusinessValue* default_value = nullptr;
  for (const BusinessValue& value : values) {
    if (auto checked =
            check_business_entry("value " + detail::quoted(value.name) + " of " + owner, value);
        !checked) {
      return checked;
    }
    if (!value.is_default) continue;
    if (default_value != nullptr) {
      return invalid_definition(owner +
                                " has two default values: " + detail::quoted(default_value->name) +
                                " and " + detail::quoted(value.name));
    }
    default_value = &value;
  }
  return {};
}

/// Returns the names of values for an error, as many as it may list.
[[nodiscard]] inline std::string listed_names(const std::vector<BusinessValue>& values) {
  if (values.empty()) return "it has none";
  std::string names;
  const std::size_t listed = std::min(values.size(), kListedNamesMax);
  for (std::size_t i = 0; i < listed; ++i)
    names.append(i == 0 ? "" : ", ").append(detail::quoted(values[i].name));
  if (listed < values.size()) names += " and " + std::to_string(values.size() - listed) + " more";
  return names;
}

}  // namespace detail

inline std::optional<CvAttribute> find_cv_attribute(std::string_view name) noexcept {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto kind = detail::index_in(detail::kCvKinds, name.substr(0, dot));
  if (!kind) return std::nullopt;
  const std::string_view field = name.substr(dot + 1);
  if (field == detail::kCvTypes[*kind])
    return CvAttribute{static_cast<EntityKind>(*kind), BusinessField::kType};
  const auto index = detail::index_in(detail::kCvFields, field);
  if (!index) return std::nullopt;
  return CvAttribute{static_cast<EntityKind>(*kind), static_cast<BusinessField>(*index)};
}

inline std::string cv_attribute_name(CvAttribute attribute) {
  std::string name(detail::kCvKinds[static_cast<std::size_t>(attribute.kind)]);
  name.append(".").append(detail::kCvFields[static_cast<std::size_t>(attribute.field)]);
  return name;
}

inline Result<BusinessAttributesPtr> BusinessAttributes::make(
    BusinessAttributesDefinition definition) {
  std::shared_ptr<BusinessAttributes> made(new BusinessAttributes(std::move(definition)));
  if (auto done = made->index_attributes(); !done) return std::move(done).error();
  if (auto done = made->index_mappings(); !done) return std::move(done).error();
  return BusinessAttributesPtr(std::move(made));
}

inline Result<void> BusinessAttributes::index_attributes() {
  const std::vector<BusinessAttribute>& attributes = definition_.attributes;
  if (attributes.size() > kBusinessAttributesMax) {
    return detail::invalid_definition("there are " + std::to_string(attributes.size()) +
                                      " business attributes; expected at most " +
                                      std::to_string(kBusinessAttributesMax));
  }
  const std::string whole = "the list of business attributes";
  auto by_name =
      detail::sorted_by<BusinessAttribute>(attributes, detail::is_name_below, whole, "name");
  if (!by_name) return std::move(by_name).error();
  by_name_ = *std::move(by_name);
  const auto by_dbid =
      detail::sorted_by<BusinessAttribute>(attributes, detail::is_dbid_below, whole, "DBID");
  if (!by_dbid) return by_dbid.error();
  indexes_.reserve(attributes.size());
  for (const BusinessAttribute& attribute : attributes) {
    const std::string owner = "business attribute " + detail::quoted(attribute.name);
    if (auto checked = detail::check_business_entry(owner, attribute); !checked) return checked;
    if (auto checked = detail::check_business_values(owner, attribute); !checked) return checked;
    auto index = make_index(owner, attribute);
    if (!index) return std::move(index).error();
    indexes_.push_back(*std::move(index));
  }
  return {};
}

inline Result<BusinessAttributes::Index> BusinessAttributes::make_index(
    const std::string& owner, const BusinessAttribute& attribute) {
  auto names =
      detail::sorted_by<BusinessValue>(attribute.values, detail::is_name_below, owner, "name");
  if (!names) return std::move(names).error();
  auto dbids =
      detail::sorted_by<BusinessValue>(attribute.values, detail::is_dbid_below, owner, "DBID");
  if (!dbids) return std::move(dbids).error();
  for (const BusinessValue& value : attribute.values) {
    const auto dbid = detail::read_dbid(value.name);
    if (!dbid || *dbid == value.dbid) continue;
    if (detail::find_by(*dbids, *dbid, detail::dbid_key<BusinessValue>) == nullptr) continue;
    return detail::invalid_definition(owner + " has a value of the name " +
                                      detail::quoted(value.name) +
                                      ", which is the DBID of another one");
  }
  return Index{*std::move(names), *std::move(dbids)};
}

inline Result<void> BusinessAttributes::index_mappings() {
  for (const BusinessMapping& mapping : definition_.mappings) {
    const auto field = find_cv_attribute(mapping.cv_attribute);
    if (!field) {
      return detail::invalid_definition(
          detail::quoted(mapping.cv_attribute) +
          " is no attribute of a service, state or task; expected Service, State or Task, a dot, "
          "and "
          "type, disposition, application_type, resource_type or media_type");
    }
    if (mapping.attribute.empty()) continue;
    const BusinessAttribute* const attribute = find(mapping.attribute);
    if (attribute == nullptr) {
      return detail::invalid_definition(cv_attribute_name(*field) + " is mapped to " +
                                        detail::quoted(mapping.attribute) +
                                        ", which is no business attribute");
    }
    const Index*& mapped = mapped_[slot(*field)];
    if (mapped != nullptr)
      return detail::invalid_definition(cv_attribute_name(*field) + " is mapped twice");
    mapped = &indexes_[static_cast<std::size_t>(attribute - definition_.attributes.data())];
  }
  return {};
}

inline const BusinessAttribute* BusinessAttributes::find(std::string_view name) const noexcept {
  return detail::find_by(by_name_, name, detail::name_key<BusinessAttribute>);
}

inline const BusinessAttributes::Index* BusinessAttributes::index_of(
    CvAttribute field) const noexcept {
  return mapped_[slot(field)];
}

inline const BusinessAttribute* BusinessAttributes::mapped(CvAttribute field) const noexcept {
  const Index* const index = index_of(field);
  return index == nullptr
             ? nullptr
             : &definition_.attributes[static_cast<std::size_t>(index - indexes_.data())];
}

inline std::vector<std::string> BusinessAttributes::cv_attributes(
    const BusinessAttribute& attribute) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < mapped_.size(); ++i) {
    const CvAttribute field{static_cast<EntityKind>(i / kFields),
                            static_cast<BusinessField>(i % kFields)};
    if (mapped(field) == &attribute) names.push_back(cv_attribute_name(field));
  }
  return names;
}

inline const BusinessValue* BusinessAttributes::find_value(CvAttribute field,
                                                           const LongOrString& value) const {
  const Index* const index = index_of(field);
  if (index == nullptr || !value.is_present()) return nullptr;
  if (value.is_string()) {
    const auto* const named =
        detail::find_by(index->by_name, value.string(), detail::name_key<BusinessValue>);
    if (named != nullptr) return named;
  }
  const auto dbid =
      value.is_integer() ? std::optional(value.integer()) : detail::read_dbid(value.string());
  return dbid ? detail::find_by(index->by_dbid, *dbid, detail::dbid_key<BusinessValue>) : nullptr;
}

inline std::optional<std::string_view> BusinessAttributes::shown_name(
    CvAttribute field, const LongOrString& stored) const {
  const BusinessValue* const value = find_value(field, stored);
  if (value == nullptr) return std::nullopt;
  return value->name;
}

inline Result<void> BusinessAttributes::check(CvAttribute field, std::string_view name,
                                              const LongOrString& value) const {
  const BusinessAttribute* const attribute = mapped(field);
  if (attribute == nullptr || !value.is_present() || find_value(field, value) != nullptr) return {};
  const std::string given =
      value.is_integer() ? std::to_string(value.integer()) : detail::quoted(value.string());
  return Error{
      ErrorCode::kInvalidBusinessAttribute,
      std::string(name) + " is " + given + ", which is no value of the business attribute " +
          detail::quoted(attribute->name) +
          "; expected a DBID or one of these names: " + detail::listed_names(attribute->values),
      std::string(name)};
}

}  // namespace v0
}  // namespace ucs
