"""Requests per second of the Layout Service beside plain Django views: `python -m tests.benchmarks.layout`.

Starts gunicorn with one worker on PostgreSQL and drives it with wrk, for each of:

- bare: a Django view that returns the same bytes, behind the same middleware;
- static: our layout of a page without slots, `tracking=false`;
- personalized: our layout of a page with a rule set, tracked, by returning visitors;
- orm: a view that reads and durably writes contact, visit and page view with the ORM;
- sql: the same in SQL written by hand.

Prints the numbers and the ratios that matter. `--seconds N` sets how long each is driven.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

VISITORS = 400
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"

LUA = """
local cookies = {{{cookies}}}
local n = 0
request = function()
  n = n % #cookies + 1
  return wrk.format("GET", nil, {{["Cookie"] = "SC_ANALYTICS_GLOBAL_COOKIE=" .. cookies[n]}})
end
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=6)
    seconds = parser.parse_args().seconds
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder, "body.json")
        os.environ["BENCHMARK_BYTES"] = str(body)
        from tests.benchmarks.data import prepare

        prepared = prepare(VISITORS, body)
        script = Path(folder, "visitors.lua")
        script.write_text(LUA.format(cookies=", ".join(f'"{cookie}"' for cookie in prepared.cookies)))
        server = start_server()
        try:
            layout = f"/sitecore/api/layout/render/jss?sc_apikey={prepared.key}&sc_site=benchmark&sc_lang=en&item="
            rates = {
                "bare": drive("/bare/", script, seconds),
                "static": drive(f"{layout}/static&tracking=false", script, seconds),
                "personalized": drive(f"{layout}/personalized", script, seconds),
                "orm": drive("/orm/", script, seconds),
                "sql": drive("/sql/", script, seconds),
            }
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(10)
    report(rates)


def start_server() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.wsgi", "-w", "1", "-b", f"127.0.0.1:{PORT}"]
    server = subprocess.Popen([*command, "--log-level", "error", "--keep-alive", "30"])
    for _attempt in range(50):
        try:
            urllib.request.urlopen(f"{ADDRESS}/bare/", timeout=1)
        except OSError:
            time.sleep(0.2)
        else:
            return server
    raise SystemExit("The server did not start.")


def drive(path: str, script: Path, seconds: int) -> float:
    """Requests a second, after a warm-up; refuses to report a run with errors."""
    for duration in (1, seconds):
        done = subprocess.run(
            ["wrk", "-t1", "-c4", f"-d{duration}s", "-s", str(script), ADDRESS + path],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    if "Non-2xx" in done or "Socket errors" in done:
        raise SystemExit(f"{path}: {done}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", done)
    assert found, done
    return float(found[1])


def report(rates: dict[str, float]) -> None:
    for name, rate in rates.items():
        print(f"{name:>14}: {rate:8.0f} requests/s")
    print(f"static / bare:       {rates['static'] / rates['bare']:.2f}")
    print(f"personalized / orm:  {rates['personalized'] / rates['orm']:.2f}")
    print(f"personalized / sql:  {rates['personalized'] / rates['sql']:.2f}")


if __name__ == "__main__":
    main()
