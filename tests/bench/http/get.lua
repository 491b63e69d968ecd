-- SPDX-License-Identifier: MIT
-- wrk: gets services by id, from 1 to SERVICES_MAX of the environment. All requests are made before the first is sent: what
-- the client needs for them is taken from the server, which has the same processors.
local services_max = tonumber(os.getenv("SERVICES_MAX"))
local requests = {}

init = function()
  for id = 1, services_max do
    requests[id] = wrk.format("GET", "/genesys/1/cs/services/" .. id .. "?extensions=*")
  end
end

request = function()
  return requests[math.random(services_max)]
end
