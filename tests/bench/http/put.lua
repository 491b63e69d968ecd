-- SPDX-License-Identifier: MIT
-- wrk: overwrites an extension of a service, from 1 to SERVICES_MAX of the environment. The answer is 204. All requests are
-- made before the first is sent, as in get.lua.
local services_max = tonumber(os.getenv("SERVICES_MAX"))
local headers = {["Content-Type"] = "application/json"}
local requests = {}

init = function()
  for id = 1, services_max do
    requests[id] = wrk.format("PUT", "/services/" .. id .. "/extensions/mark", headers, '{"token":"c1.17"}')
  end
end

request = function()
  return requests[math.random(services_max)]
end
