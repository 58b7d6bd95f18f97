"""The typings of the tracker, as TypeScript reads them in an app."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import django_jss
from tests.contract.conftest import JS

pytestmark = pytest.mark.node

STATIC = Path(django_jss.__file__).parent / "static" / "django_jss"
APP = """
import tracker, { tracker as same, type ConsentState, type TrackerOptions } from "STATIC/tracker.mjs";

const options: TrackerOptions = { apiKey: "key", pageId: "id", counted: true, consent: "not_asked", scroll: "Scrolled" };
tracker.start(options);
same.page();
tracker.page("id", "/about");
tracker.goal("Sign-up", { form: "footer", nested: { depth: 1 } });
tracker.event("Opened");
tracker.outcome("Order", { monetaryValue: "9.50", currencyCode: "EUR" });
tracker.campaign("Spring");
tracker.search("shoes", 3);
tracker.download("/a.pdf");
tracker.error(new Error("text"));
globalThis.jssTracker.goal("Sign-up");
export const state: ConsentState = await tracker.consent(true);
await tracker.flush();

// @ts-expect-error The key is needed.
tracker.start({});
// @ts-expect-error A misspelt option is no option.
tracker.start({ apiKey: "key", requiresConsent: true });
// @ts-expect-error A goal has a name.
tracker.goal();
"""


@pytest.mark.parametrize("module", ["nodenext", "esnext"])
def test_typings_fit_an_app_that_imports_the_module(node: str, tmp_path: Path, module: str) -> None:
    app = tmp_path / "app.mts"
    app.write_text(APP.replace("STATIC", STATIC.as_posix()))
    resolution = {"nodenext": "nodenext", "esnext": "bundler"}[module]
    options = ["--strict", "--noEmit", "--target", "es2022", "--module", module, "--moduleResolution", resolution]
    command = [node, JS / "node_modules" / "typescript" / "bin" / "tsc", *options, app]

    compiled = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)

    assert compiled.stdout == ""
    assert compiled.returncode == 0
