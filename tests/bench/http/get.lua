-- SPDX-License-Identifier: MIT
-- wrk: gets services by id, from 1 to SERVICES_MAX of the environment.
local services_max = tonumber(os.getenv("SERVICES_MAX"))

request = function()
  return wrk.format("GET", "/genesys/1/cs/services/" .. math.random(services_max) .. "?extensions=*")
end
