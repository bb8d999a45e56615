"""Just enough of the DevTools protocol, over a pipe, for a browser that Playwright cannot drive."""

import base64
import itertools
import json
import os
import select
import subprocess
import time
from pathlib import Path

PATIENCE = 60
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--no-zygote",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)


class DevtoolsError(Exception):
    """The browser said no, or said nothing in time."""


class OldBrowser:
    """One window of phone size; messages go as JSON with a zero byte behind, on the descriptors 3 and 4."""

    def __init__(
        self, binary: Path, folder: Path, *, fonts: Path | None = None, width: int = 360, height: int = 640
    ) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        self._numbers, self._buffer, self.faults = itertools.count(1), b"", []

        def join() -> None:
            # Both ends may lie on 3 or 4 themselves, so they are moved out of the way first.
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self._process = subprocess.Popen(
            [
                str(binary), *FLAGS, f"--window-size={width},{height}", f"--user-data-dir={folder}",
                "--remote-debugging-pipe", "about:blank",
            ],
            env={**os.environ, **({"FONTCONFIG_FILE": str(fonts)} if fonts else {})},
            close_fds=False, preexec_fn=join, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_browser)
        os.close(from_browser)
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 2, "mobile": True,
        })  # fmt: skip

    def close(self) -> None:
        """End the process that this object started."""
        self._process.terminate()
        self._process.wait(20)
        os.close(self._out)
        os.close(self._in)

    def call(self, method: str, params: dict | None = None) -> dict:
        """One command to the page."""
        return self._call(method, params or {}, self._session)

    def evaluate(self, script: str) -> object:
        """The value of an expression in the page; a promise is waited for."""
        answer = self.call(
            "Runtime.evaluate", {"expression": script, "returnByValue": True, "awaitPromise": True}
        )
        if "exceptionDetails" in answer:
            raise DevtoolsError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def wait_for(self, script: str) -> None:
        """Until an expression holds, an element is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.evaluate(f"Boolean({script})"):
                    return
            except DevtoolsError:
                pass  # between two pages there is nothing to ask
            time.sleep(0.1)
        raise DevtoolsError(
            f"never came: {script}; {self.faults}; {self.evaluate('document.body.innerText')}"
        )

    def go(self, url: str) -> None:
        """Open an address and wait until the page is there."""
        self.call("Page.navigate", {"url": url})
        self.wait_for(f"location.href.startsWith({json.dumps(url)}) && document.readyState === 'complete'")

    def click(self, selector: str) -> None:
        """Tap the first element that fits, once it can be seen."""
        element = f"document.querySelector({json.dumps(selector)})"
        self.wait_for(f"{element} && {element}.getClientRects().length")
        self.evaluate(f"{element}.click()")

    def fill(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(text)}")

    def picture(self, path: Path) -> None:
        """What is on the screen, as PNG."""
        data = self.call("Page.captureScreenshot", {"format": "png"})["data"]
        path.write_bytes(base64.b64decode(data))

    def _call(self, method: str, params: dict, session: str | None = None) -> dict:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("method") == "Runtime.exceptionThrown":
                self.faults.append(answer["params"]["exceptionDetails"])
            if answer.get("id") != number:
                continue
            if "error" in answer:
                raise DevtoolsError(f"{method}: {answer['error']}")
            return answer["result"]

    def _next(self) -> dict:
        while b"\0" not in self._buffer:
            if not select.select([self._in], [], [], PATIENCE)[0]:
                raise DevtoolsError("no answer")
            part = os.read(self._in, 1 << 20)
            if not part:
                raise DevtoolsError("the browser has ended")
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)
