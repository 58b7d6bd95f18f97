"""Calls a second of the tracker beside a view of Django REST framework: `python -m tests.benchmarks.tracker`.

Starts gunicorn with one worker on PostgreSQL and drives it with wrk: returning visitors each report a goal. The other view
validates the same JSON and writes the same rows with the ORM.
"""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
from pathlib import Path

from tests.benchmarks.layout import VISITORS, drive, start_server

LUA = """
local cookies = {{{cookies}}}
local n = 0
local body = '[{{"goalId": "{goal}", "plan": "pro"}}]'
request = function()
  n = n % #cookies + 1
  return wrk.format("POST", nil, {{
    ["Cookie"] = "SC_ANALYTICS_GLOBAL_COOKIE=" .. cookies[n], ["Content-Type"] = "application/json"}}, body)
end
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--seconds", type=int, default=6)
    seconds = parser.parse_args().seconds
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder, "body.json")
        os.environ["BENCHMARK_BYTES"] = str(body)
        from tests.benchmarks.data import prepare

        prepared = prepare(VISITORS, body)
        script = Path(folder, "goals.lua")
        cookies = ", ".join(f'"{cookie}"' for cookie in prepared.cookies)
        script.write_text(LUA.format(cookies=cookies, goal=prepared.goal))
        server = start_server()
        try:
            tracker = f"/sitecore/api/jss/track/event?sc_apikey={prepared.key}&sc_site=benchmark"
            rates = {"tracker": drive(tracker, script, seconds), "drf": drive("/drf/", script, seconds)}
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(10)
    for name, rate in rates.items():
        print(f"{name:>14}: {rate:8.0f} calls/s")
    print(f"tracker / drf: {rates['tracker'] / rates['drf']:.2f}")


if __name__ == "__main__":
    main()
