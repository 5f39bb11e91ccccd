"""Faults on demand, and the list of what was asked. Standard library only."""

import re
import threading
import time

# code -> (reason, message) of what a server says for which nothing else is asked.
SAID = {
    400: ("BadRequest", "the request is bad, says the lab"),
    401: ("Unauthorized", "Unauthorized"),
    403: ("Forbidden", None),
    404: ("NotFound", None),
    409: ("Conflict", None),
    410: ("Expired", "The resourceVersion for the provided watch is too old."),
    422: ("Invalid", None),
    429: ("TooManyRequests", "Too many requests, please try again later."),
    500: ("InternalError", "Internal error occurred: the lab says so"),
    503: ("ServiceUnavailable", "apiserver not ready"),
    504: ("Timeout", "Timeout: request did not complete within requested timeout"),
}


class Fault:
    """
    What happens to the next requests that match. All of `match` must fit, a missing key fits all:
    verb (get list watch create update patch delete deletecollection), resource (plural), group,
    namespace, name, subresource, method, path (regular expression), agent (regular expression),
    patch (apply merge json strategic), dryRun (true or false).

    `times` is how many (0: until it is taken back), `after` how many that match pass before.
    `action` is one of

        code         answered with `code`; `message`, `retryAfter` (seconds), `causes`
        drop-before  the connection ends, nothing was done
        drop-after   it was done, the connection ends without an answer
        cut          it was done, half of the answer is written
        delay        it is done after `seconds`
        hang         no answer at all for `seconds` (default 3600), nothing was done
        raw          `code`, `body`, `contentType` as they are
        kill         the whole server ends as by kill -9, before it is done
        kill-after   the same, after it was done
    """

    def __init__(self, number, told):
        self.number = number
        self.match = told.get("match") or {}
        self.left = int(told.get("times", 1)) or None
        self.skip = int(told.get("after", 0))
        self.action = told.get("action", "code")
        self.code = int(told.get("code", 500))
        self.told = told
        self.done = 0

    def fits(self, asked):
        for key, wanted in self.match.items():
            found = asked.get({"agent": "userAgent"}.get(key, key))
            if key in ("path", "agent"):
                if not re.search(wanted, found or ""):
                    return False
            elif key == "dryRun":
                if bool(found) != bool(wanted):
                    return False
            elif (found or "") != wanted:
                return False
        return True


class Faults:
    def __init__(self):
        self.lock = threading.Lock()
        self.faults = []
        self.number = 0

    def add(self, told):
        with self.lock:
            self.number += 1
            self.faults.append(Fault(self.number, told))
            return self.number

    def take(self, asked):
        """The fault for this request, if any."""
        with self.lock:
            for fault in self.faults:
                if not fault.fits(asked):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.done += 1
                if fault.left is not None:
                    fault.left -= 1
                    if fault.left <= 0:
                        self.faults.remove(fault)
                return fault
        return None

    def clear(self, number=None):
        with self.lock:
            self.faults = [f for f in self.faults if number is not None and f.number != number]

    def shown(self):
        with self.lock:
            return [{"id": f.number, "done": f.done, "left": f.left, **f.told} for f in self.faults]


class Asked:
    """Each request in order."""

    def __init__(self):
        self.lock = threading.Lock()
        self.entries = []
        self.count = 0

    def add(self, entry):
        with self.lock:
            self.count += 1
            entry["number"] = self.count
            entry["at"] = round(time.time(), 6)
            self.entries.append(entry)
            if len(self.entries) > 200000:
                del self.entries[:100000]

    def shown(self):
        with self.lock:
            return [dict(entry) for entry in self.entries]

    def reset(self):
        with self.lock:
            self.entries = []
