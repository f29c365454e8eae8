# What the tests of accounts share: people with tokens, and tokens made by hand.
import base64
import hashlib
import hmac
import json
import os
import time
import uuid

from harness import mail, password, uniq

V = "/api/v1"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def secret(stack):
    with open(os.path.join(stack.state, "etc", "token_secret")) as file:
        return file.read().rstrip("\n")


def kid(key):
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def forge(key, claims, alg="HS256", header=None, digest=None):
    """A token as asked for, right or wrong; alg none has an empty signature."""
    head = dict({"alg": alg, "typ": "JWT", "kid": kid(key)}, **(header or {}))
    text = b64(json.dumps(head).encode()) + "." + b64(json.dumps(claims).encode())
    digests = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
    made = digest or digests.get(alg)
    return text + "." + (b64(hmac.new(key.encode(), text.encode(), made).digest()) if made else "")


def claims(subject, **changed):
    now = int(time.time())
    return dict({"iss": "carrel", "sub": subject, "jti": str(uuid.uuid4()), "iat": now - 1, "nbf": now - 1,
                 "exp": now + 600, "ver": 1}, **changed)


class Caller:
    """Somebody with a token; asks as that person."""

    def __init__(self, client, token=None, who=None, email=None, secret_text=None):
        self.client, self.token, self.id, self.email, self.password = client, token, who, email, secret_text

    def request(self, method, path, body=None, headers=None, **more):
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        return self.client.request(method, path, body, headers=headers, **more)

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.request("POST", path, body, **more)

    def put(self, path, body=None, **more):
        return self.request("PUT", path, body, **more)

    def patch(self, path, body, **more):
        return self.request("PATCH", path, body, headers=dict({"If-Match": "*"}, **more.pop("headers", {})), **more)

    def delete(self, path, body=None, **more):
        return self.request("DELETE", path, body, headers=dict({"If-Match": "*"}, **more.pop("headers", {})), **more)


def login(client, email, text, **members):
    return client.post(V + "/login", dict({"email": email, "password": text}, **members))


def add_user(client, role="member"):
    """Somebody made by carrelctl, logged in by nobody yet."""
    email, text = mail(), password()
    client.stack.ctl("user", "add", email, "--role", role, "--first-name", uniq("F"), data=(text + "\n").encode())
    who = client.stack.sql(f"SELECT uuid FROM person WHERE email = '{email}'")[0][0]
    return Caller(client, None, who, email, text)


def user(client, role="member"):
    """The same, with a token."""
    caller = add_user(client, role)
    caller.token = login(client, caller.email, caller.password).is_status(200).json()["token"]
    return caller
