"""Who asks in scripts/schemathesis, and what they know. Each request goes out as one of the demo's people, most often as somebody who
was not turned away at that door before; in place of some made-up names, numbers and ids it speaks of those that answers have told, so
that it is answered by more than "not found".

ORDERLY_URL, ORDERLY_ACCOUNTS (the file with the demo's accounts), ORDERLY_ASKED (the file to be written: how many requests, and then each
door at which none was made) and ORDERLY_SEED are set by the script.
"""

import atexit
import collections
import datetime
import json
import os
import random
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

import schemathesis

URL = os.environ["ORDERLY_URL"]
ROLES = ["buyer", "partner_admin", "agent", "operator", "warehouse", "accountant", "manager", "administrator"]
# They end sessions of whoever asks, or never end themselves.
OWN_SESSION = {"/api/v1/sessions/current", "/api/v1/me/password", "/api/v1/me/sessions", "/api/v1/me/sessions/{id}"}
ENDLESS = {"/api/v1/activity/stream"}
WORD = re.compile("`([a-z_-]+)`")
MOST = 100  # values of a kind are remembered

dice = random.Random(int(os.environ["ORDERLY_SEED"]))
api, schemas = {}, {}
logins = set()
answers = collections.Counter()
asked = collections.Counter()
opened = set()


def ask(path, token=None, body=None, behalf=None, refused=None):
    """The JSON of an answer; nothing where it is a refusal or none. Doors that do not open are noted."""
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    if behalf:
        headers["on-behalf-of"] = behalf
    request = urllib.request.Request(URL + path, body and json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer) if answer.headers.get_content_type() == "application/json" else None
    except urllib.error.HTTPError as refusal:
        if refused is not None and refusal.code in (401, 403):
            refused.add(path)
        return refusal.close()


class Asker:
    """One of the demo's people, or nobody."""

    def __init__(self, role, account=None):
        self.role, self.account = role, account
        self.token = self.behalf = None
        self.oddness = 0  # how much of a request stays as it was made up
        self.known = {}  # texts by their name, and by list and name
        self.refused = set()
        if account:
            self.sign_in()

    def sign_in(self):
        told = ask("/api/v1/sessions", body={name: self.account[name] for name in ("login", "password")})
        self.token = told and told["token"]

    def is_let_in(self):
        return not self.account or bool(ask("/api/v1/me", self.token))

    def learn(self, room, value):
        """Remembers the texts of an answer. The askers' own accounts are let be: nobody shall block another in mid-run."""
        for one in value if isinstance(value, list) else []:
            self.learn(room, one)
        for name, one in value.items() if isinstance(value, dict) else []:
            if not isinstance(one, str):
                self.learn(room if name == "items" else name, one)
            elif one and one not in logins:
                for kind in (name, (room, name)):
                    kept = self.known.setdefault(kind, [])
                    if one not in kept and len(kept) < MOST:
                        kept.append(one)

    def choose(self, *kinds):
        """Something of the first of these kinds of which anything is known."""
        return next((dice.choice(self.known[kind]) for kind in kinds if kind in self.known), None)

    def walk(self):
        """Looks at all there is to see: at lists first, then at one of what stands in them."""
        looks = [path for path, doors in api.items() if "get" in doors and path not in ENDLESS]
        for path in sorted(looks, key=lambda path: path.count("{")):
            words = path.split("/")
            for at, word in enumerate(words):
                if word.startswith("{"):
                    words[at] = urllib.parse.quote(self.choose((words[at - 1], word[1:-1])) or "", safe="")
            if all(words[1:]):
                refused = set()
                self.learn(room_of(path), ask("/".join(words), self.token, behalf=self.behalf, refused=refused))
                self.refused.update(f"GET {path}" for _ in refused)
            if path == "/api/v1/partners" and self.role == "agent":
                self.behalf = self.choose(("partners", "code"))

    def speak(self, value, schema, name=None):
        """The same, closer to what people send: less of what may be left out, things that are known, words that are told of, days to come."""
        schema = shape(schema)
        if isinstance(value, list):
            return [self.speak(one, schema.get("items", {}), name) for one in value[:5]]
        if isinstance(value, dict):
            needed, told = schema.get("required", []), schema.get("properties", {})
            kept = [key for key in value if key in needed or dice.random() < 0.5]
            return {key: self.speak(value[key], told.get(key, {}), key) for key in kept}
        if not isinstance(value, str) or dice.random() < self.oddness:
            return value
        if schema.get("format") == "date":
            return str(datetime.date.today() + datetime.timedelta(days=dice.randrange(-3, 30)))
        return self.choose(name) or dice.choice(WORD.findall(schema.get("description", "")) or [value])


def shape(schema):
    """A schema without its reference, or of the one kind that is not null."""
    while not {"type", "properties"} & schema.keys() and {"$ref", "oneOf"} & schema.keys():
        inner = next((one for one in schema.get("oneOf", []) if one.get("type") != "null"), schema)
        place = inner.get("$ref", "").split("/")[-1]
        schema = {"description": inner.get("description", ""), **schemas.get(place, {"type": "string"})}
    return schema


def told_of(door):
    """What a door says of its query, as of a body."""
    told = {one["name"]: {"description": one.get("description", ""), **one["schema"]} for one in door.get("parameters", [])}
    return {"type": "object", "properties": told}


def room_of(path):
    return next(word for word in reversed(path.split("/")) if not word.startswith("{"))


def begin():
    with open(os.environ["ORDERLY_ACCOUNTS"]) as file:
        accounts = json.loads(file.readline())["accounts"]
    first = {role: next(one for one in accounts if one["role"] == role) for role in ROLES}
    spare = next(one for one in reversed(accounts) if one["role"] == "buyer" and one != first["buyer"])
    logins.update(one["login"] for one in [*first.values(), spare])
    told = ask("/api/openapi.json")
    api.update(told["paths"])
    schemas.update(told["components"]["schemas"])
    askers = [Asker("nobody"), *(Asker(role, account) for role, account in first.items())]
    for asker in askers:
        asker.walk()
    return askers, Asker("spare", spare)


def whoever_may(path, door):
    """Most often somebody who was not turned away there."""
    if path in OWN_SESSION:
        spare.sign_in()
        return spare
    if path in ENDLESS:
        return dice.choice([asker for asker in askers if asker.role in ("nobody", "buyer")])
    welcome = [asker for asker in askers if door not in asker.refused]
    return dice.choice(welcome if welcome and dice.random() < 0.9 else askers)


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.operation.path
    asked[case.operation.label] += 1
    asker = case_askers[id(case)] = whoever_may(path, case.operation.label)
    headers = case.headers
    if asker.token:
        headers["Authorization"] = f"Bearer {asker.token}"
    if asker.behalf and case.method.lower() == case.operation.method.lower() and dice.random() < 0.9:
        headers["On-Behalf-Of"] = asker.behalf
    if "Idempotency-Key" in headers and dice.random() < 0.8:
        headers["Idempotency-Key"] = f"odd-{dice.getrandbits(64):x}"
    asker.oddness = dice.choice([0, 0, 0.4])
    words, door = path.split("/"), api[path][case.operation.method]
    of_door = told_of(door)
    for name in case.path_parameters:
        room = words[words.index("{" + name + "}") - 1]
        if dice.random() < 0.8:
            said = WORD.findall(of_door["properties"][name]["description"])
            known = dice.choice(said) if said else asker.choose((room, name), name)
            case.path_parameters[name] = known or case.path_parameters[name]
    if isinstance(case.query, dict) and dice.random() < 0.7:
        case.query = asker.speak(dict(case.query), of_door)
    if isinstance(case.body, (dict, list)) and dice.random() < 0.8:
        content = door["requestBody"]["content"]
        case.body = asker.speak(case.body, next(iter(content.values())).get("schema", {}))


@schemathesis.hook
def after_call(context, case, response):
    door, asker = case.operation.label, case_askers.pop(id(case))
    answers[response.status_code] += 1
    if response.status_code in (401, 403):
        asker.refused.add(door)
    if response.status_code < 300:
        opened.add(door)
        if case.method == "GET" and "application/json" in response.headers.get("content-type", [""])[0]:
            asker.learn(room_of(case.operation.path), response.json())


@atexit.register
def tell():
    doors = [f"{method.upper()} {path}" for path, methods in api.items() for method in methods if method != "parameters"]
    closed = sorted(set(doors) - opened)
    with open(os.environ["ORDERLY_ASKED"], "w") as file:
        print(sum(asked.values()), *sorted(set(doors) - asked.keys()), sep="\n", file=file)
    print(f"\n{sum(answers.values())} requests; answers: " + ", ".join(f"{n} x {code}" for code, n in sorted(answers.items())))
    print(f"{len(doors) - len(closed)} of {len(doors)} doors were passed; only refusals came from: " + (", ".join(closed) or "none"))
    lost = [asker.role for asker in askers if not asker.is_let_in()]
    if lost:
        print("These were not let in any more at the end, and asked in vain: " + ", ".join(lost))
    sys.stdout.flush()


case_askers = {}
askers, spare = begin()
