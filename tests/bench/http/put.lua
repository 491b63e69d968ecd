-- SPDX-License-Identifier: MIT
-- wrk: overwrites an extension of a service, from 1 to SERVICES_MAX of the environment. The answer is 204.
local services_max = tonumber(os.getenv("SERVICES_MAX"))
local headers = {["Content-Type"] = "application/json"}

request = function()
  return wrk.format("PUT", "/services/" .. math.random(services_max) .. "/extensions/mark", headers, '{"token":"c1.17"}')
end
