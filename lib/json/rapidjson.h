// SPDX-License-Identifier: MIT
//
// The one place that includes RapidJSON. It gets a namespace of our own: a program that uses another
// version of RapidJSON, or this one with other macros, links with the library and shares no symbol
// of it.
#pragma once

#define RAPIDJSON_NAMESPACE ucs_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace ucs_rapidjson {
#define RAPIDJSON_NAMESPACE_END }

#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>
#include <rapidjson/stream.h>
