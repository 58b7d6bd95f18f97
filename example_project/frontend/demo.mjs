// Builds the app, starts its rendering host, and the demo with it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const venv = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
const python = existsSync(venv) ? venv : "python3";
const built = spawnSync("npm", ["run", "build"], { cwd: here, stdio: "inherit" });
if (built.status) process.exit(built.status);
const host = spawn("node", ["server.mjs"], { cwd: here, stdio: "inherit" });
const env = { ...process.env, RENDERING_HOST: "http://127.0.0.1:3000" };
const django = spawn(python, ["../manage.py", "demo", ...process.argv.slice(2)], { cwd: here, stdio: "inherit", env });
django.on("exit", (status) => { host.kill(); process.exit(status ?? 0); });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => django.kill(signal));
