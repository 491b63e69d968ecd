-- SPDX-License-Identifier: MIT
-- wrk: starts services. The body is in the environment, as START_BODY.
wrk.method = "POST"
wrk.path = "/genesys/1/cs/services/start"
wrk.body = os.getenv("START_BODY")
wrk.headers["Content-Type"] = "application/json"
