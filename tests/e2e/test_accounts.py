#!/usr/bin/env python3
# Logging in and staying in: tokens, sessions, their ends, forged ones, other sites, guessing, secrets.
import os
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from access import V, Caller, add_user, claims, forge, kid, login, secret, user
from harness import FcgiCall, at_once, check, eq, freeze, mail, password, run, uniq, url, wait_for, wire
from tap import Suite

suite = Suite()
FRED = ("fredr@neighborhood.com", "won'tyoubemyneighbor")


def calm(c):
    """Forgets all attempts: each test begins with a clean sheet."""
    c.stack.sql("DELETE FROM login_failure")


def me(c, token):
    return Caller(c, token).get(V + "/me")


def good(c, token):
    return me(c, token).status == 200


# ---- tokens --------------------------------------------------------------------------------------------------

@suite.test
def logging_in(c):
    """email and password give a token that says who one is"""
    calm(c)
    u = add_user(c, "staff")
    answer = login(c, u.email, u.password).is_status(200)
    got = answer.json()
    eq(sorted(got), ["expires_at", "person", "token"])
    eq({k: got["person"][k] for k in ("id", "email", "role")}, {"id": u.id, "email": u.email, "role": "staff"})
    eq((answer.header("Cache-Control"), answer.all("Set-Cookie")), ("no-store", []))
    mine = me(c, got["token"]).is_status(200)
    eq({k: mine.json()[k] for k in ("access", "role", "person")}, {"access": "accounts", "role": "staff", "person": got["person"]})
    check("private" in mine.header("Cache-Control"), mine.headers)
    # Several tokens side by side.
    again = login(c, u.email, u.password).json()["token"]
    check(again != got["token"] and good(c, again) and good(c, got["token"]), "two tokens")


@suite.each([("wrong password", lambda u: (u.email, u.password + "x")), ("unknown email", lambda u: (mail(), u.password)),
             ("email in capitals", lambda u: (u.email.upper(), u.password)), ("seeded person", lambda u: FRED),
             ("SQL", lambda u: ("' OR 1=1 -- ", "' OR 1=1 -- ")), ("header", lambda u: (u.email + "\r\nX: y", u.password))])
def refused(c, _name, what):
    """all that is wrong gets one answer"""
    calm(c)
    answer = login(c, *what(user(c)))
    got = answer.problem(401)
    eq((got["type"], got["detail"]), ("/problems/wrong-credentials", "Email or password is wrong"))
    check("X" not in dict(answer.headers), answer.headers)


@suite.test
def login_bodies(c):
    """a login is checked like any other input"""
    for body, fields in (({}, {"email", "password"}), ({"email": 1, "password": None}, {"email", "password"}),
                         ({"email": "a", "password": "b", "x": 1}, {"x"}), ({"email": "", "password": "x"}, {"email"}),
                         ({"email": "a" * 321, "password": "b" * 1001}, {"email", "password"}),
                         ({"email": "a", "password": "b", "session": "yes"}, {"session"})):
        eq(c.post(V + "/login", body).fields(), fields)
    c.post(V + "/login", "email=a&password=b", headers={"Content-Type": "application/x-www-form-urlencoded"}).problem(415)


@suite.test
def movies_login(c):
    """the movies API gives the same tokens, and takes them in its own ways"""
    calm(c)
    u = add_user(c, "staff")
    for path in ("/login", "/v1/login"):
        token = c.post(path, {"email": u.email, "password": u.password}).is_status(200).json()["data"]["token"]
        check(good(c, token), "its token")
        for sent, status in (("Bearer " + token, 204), ("Token " + token, 204), (token, 204), ("bearer " + token, 401),
                             ("Basic " + token, 401), ("token " + token, 401), ("Bearer", 401), ("", 401)):
            c.delete("/v1/movies.delete/tt9", headers={"Authorization": sent}).is_status(status)
        for body in ({"email": u.email, "password": "x"}, {}, [], None, "{", {"email": [], "password": {}}):
            got = c.post(path, body).is_status(401).json()
            eq(got["error"]["code"], "UNAUTHORIZED")
    for sent in ("Token " + token, token, "Basic " + token):
        c.get(V + "/me", headers={"Authorization": sent}).problem(401)


@suite.test
def logging_out(c):
    """a token that was given back is over, and no other"""
    calm(c)
    u = user(c)
    other = login(c, u.email, u.password).json()["token"]
    u.post(V + "/logout").is_status(204)
    check(not good(c, u.token) and good(c, other), "one is over, one is not")
    u.post(V + "/logout").problem(401)


FORGED = [
    ("alg none", lambda c, u: forge(c.key, claims(u.id), "none")),
    ("alg None with a signature", lambda c, u: forge(c.key, claims(u.id), "None", digest="sha256")),
    ("HS384", lambda c, u: forge(c.key, claims(u.id), "HS384")),
    ("HS512", lambda c, u: forge(c.key, claims(u.id), "HS512")),
    ("RS256 by name", lambda c, u: forge(c.key, claims(u.id), "RS256", digest="sha256")),
    ("wrong key", lambda c, u: forge("x" * 43, claims(u.id))),
    ("wrong key of the right name", lambda c, u: forge("x" * 43, claims(u.id), header={"kid": kid(c.key)})),
    ("unknown key id", lambda c, u: forge(c.key, claims(u.id), header={"kid": "00000000"})),
    ("key id that is a path", lambda c, u: forge("", claims(u.id), header={"kid": "../../dev/null"})),
    ("expired", lambda c, u: forge(c.key, claims(u.id, exp=int(time.time()) - 1))),
    ("not yet valid", lambda c, u: forge(c.key, claims(u.id, nbf=int(time.time()) + 60))),
    ("no expiry", lambda c, u: forge(c.key, {k: v for k, v in claims(u.id).items() if k != "exp"})),
    ("another issuer", lambda c, u: forge(c.key, claims(u.id, iss="other"))),
    ("old account version", lambda c, u: forge(c.key, claims(u.id, ver=0))),
    ("account version to come", lambda c, u: forge(c.key, claims(u.id, ver=2))),
    ("nobody", lambda c, u: forge(c.key, claims("00000000-0000-4000-8000-000000000000"))),
    ("open access", lambda c, u: forge(c.key, claims("open"))),
    ("SQL in the subject", lambda c, u: forge(c.key, claims("' OR 1=1 -- "))),
    ("SQL in the id", lambda c, u: forge(c.key, claims(u.id, jti="') OR 1=1 -- "))),
    ("role of its own", lambda c, u: forge("x" * 43, claims(u.id, role="admin"))),
    ("garbage", lambda c, u: "garbage"), ("dots", lambda c, u: ".."), ("huge", lambda c, u: "a" * 5000),
    ("payload changed", lambda c, u: changed(c, u)),
]


def changed(c, u):
    head, _, signature = forge(c.key, claims(u.id)).split(".")
    return ".".join((head, forge(c.key, claims(c.admin.id)).split(".")[1], signature))


@suite.each(FORGED)
def forged(c, _name, make):
    """a token that is none of ours opens nothing"""
    token = make(c, c.member)
    Caller(c, token).get(V + "/me").problem(401)
    Caller(c, token).get(V + "/people").problem(401)
    c.get(V + "/me", headers={"Cookie": "carrel_session=" + token}).problem(401)
    c.request("DELETE", "/movies.delete/tt9", headers={"Authorization": token}).is_status(401)
    # Where visitors are served a bad token is told, and a session that is over makes a visitor.
    Caller(c, token).get(V + "/lists").problem(401)
    c.get(V + "/lists", headers={"Cookie": "carrel_session=" + token}).is_status(200)
    Caller(c, token).get(V + "/works").is_status(200)


@suite.test
def forged_well(c):
    """the same by the right secret is taken: only what each changes is what refuses it"""
    check(good(c, forge(c.key, claims(c.member.id))), "a token by the site's secret")


@suite.test
def role_inside(c):
    """a token says nothing of roles: what the database says counts at once"""
    calm(c)
    u = user(c, "staff")
    u.get(V + "/people").is_status(200)
    c.stack.sql(f"UPDATE person SET role = 'member' WHERE uuid = '{u.id}'")
    u.get(V + "/people").problem(403)
    c.stack.sql(f"UPDATE person SET role = 'admin' WHERE uuid = '{u.id}'")
    u.get(V + "/people").is_status(200)


def by_ctl(*args, data=None):
    return lambda c, u: c.stack.ctl("user", args[0], u.email, *args[1:], data=data)


def by_admin(**body):
    return lambda c, u: c.admin.patch(f"{V}/people/{u.id}", body).is_status(200)


ENDINGS = [
    ("disabled by ctl", by_ctl("disable"), False), ("role by ctl", by_ctl("role", "staff"), True),
    ("password by ctl", by_ctl("passwd", data=b"PaSs-word-by-ctl\n"), False),
    ("disabled by an admin", by_admin(active=False), False), ("role by an admin", by_admin(role="staff"), True),
    ("password by an admin", by_admin(password=password()), False),
    ("deleted", lambda c, u: c.admin.delete(f"{V}/people/{u.id}").is_status(204), False),
    ("booklist's own password", lambda c, u: u.post("/update_user", {"email": u.email, "password": password()}).is_status(200),
     False),
]


@suite.each(ENDINGS)
def endings(c, _name, act, still):
    """a token ends at once when the account changes"""
    calm(c)
    u = user(c)
    check(good(c, u.token), "before")
    act(c, u)
    me(c, u.token).problem(401)
    login(c, u.email, u.password).is_status(200 if still else 401)


@suite.test
def enabled_again(c):
    """a disabled account opens again, its tokens do not"""
    calm(c)
    u = user(c)
    c.stack.ctl("user", "disable", u.email)
    login(c, u.email, u.password).problem(401)
    c.stack.ctl("user", "enable", u.email)
    me(c, u.token).problem(401)
    login(c, u.email, u.password).is_status(200)


@suite.test
def seeded(c):
    """the published person logs in once there is another password"""
    calm(c)
    login(c, *FRED).problem(401)
    fresh = password()
    c.stack.ctl("user", "passwd", FRED[0], data=(fresh + "\n").encode())
    login(c, FRED[0], fresh).is_status(200)
    login(c, *FRED).problem(401)


# ---- one's own account ----------------------------------------------------------------------------------------

@suite.test
def names(c):
    """names and email are one's own to change, an email once"""
    calm(c)
    u, email = user(c), mail()
    got = u.patch(V + "/me", {"first_name": "Ada", "email": email}).is_status(200).json()
    eq((got["person"]["first_name"], got["person"]["email"]), ("Ada", email))
    check(good(c, u.token), "names end no token")
    login(c, email, u.password).is_status(200)
    u.patch(V + "/me", {"email": c.admin.email}).problem(409, "person.duplicate")
    for body, fields in (({"role": "admin"}, {"role"}), ({"active": True}, {"active"}), ({"id": "x"}, {"id"}),
                         ({"password": "short", "old_password": "x"}, {"password"}), ({"password": password()}, {"old_password"}),
                         ({"old_password": u.password}, {"password"}), ({"email": None}, {"email"})):
        eq(u.patch(V + "/me", body).fields(), fields)


@suite.test
def new_password(c):
    """a new password needs the old one and ends all other tokens"""
    calm(c)
    u, fresh = user(c), password()
    other = login(c, u.email, u.password).json()["token"]
    eq(u.patch(V + "/me", {"password": fresh, "old_password": "wrong"}).fields(), {"old_password"})
    check(good(c, other), "nothing happened")
    got = u.patch(V + "/me", {"password": fresh, "old_password": u.password}).is_status(200).json()
    check(not good(c, u.token) and not good(c, other) and good(c, got["token"]), "only the new one")
    login(c, u.email, u.password).problem(401)
    login(c, u.email, fresh).is_status(200)


@suite.test
def old_password_guessed(c):
    """guessing the old password is slowed like a login"""
    calm(c)
    u = user(c)
    got = [u.patch(V + "/me", {"password": password(), "old_password": "wrong"}).status for _ in range(6)]
    eq(got, [400] * 5 + [429])
    login(c, u.email, u.password).problem(429)


# ---- the page's session -----------------------------------------------------------------------------------------

class Session:
    def __init__(self, c, u):
        self.c, answer = c, login(c, u.email, u.password, session=True).is_status(200)
        self.cookie = answer.header("Set-Cookie")
        self.body, self.csrf = answer.json(), answer.json()["csrf"]

    def ask(self, method, path, body=None, csrf=None, origin=None, **headers):
        headers["Cookie"] = self.cookie.split(";")[0]
        if csrf:
            headers["X-CSRF-Token"] = csrf
        if origin:
            headers["Origin"] = origin
        return self.c.request(method, path, body, headers=headers)


def site(c):
    return f"http://127.0.0.1:{c.port}"


@suite.test
def sessions(c):
    """a session is a cookie that no script reads, and ends by logging out"""
    calm(c)
    s = Session(c, add_user(c))
    eq(sorted(s.body), ["csrf", "expires_at", "person"])
    parts = [part.strip() for part in s.cookie.split(";")]
    check(parts[0].startswith("carrel_session=") and len(parts[0]) > 100, s.cookie)
    eq(sorted(parts[1:]), ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Lax"])
    got = s.ask("GET", V + "/me").is_status(200).json()
    eq((got["csrf"], got["person"]), (s.csrf, s.body["person"]))
    s.ask("POST", V + "/logout").problem(403)
    gone = s.ask("POST", V + "/logout", csrf=s.csrf).is_status(204)
    check("carrel_session=;" in gone.header("Set-Cookie") and "Max-Age=0" in gone.header("Set-Cookie"), gone.headers)
    s.ask("GET", V + "/me").problem(401)


@suite.test
def secure(c):
    """over https the cookie is for https alone"""
    calm(c)
    u = add_user(c)
    body = ('{"email":"%s","password":"%s","session":true}' % (u.email, u.password)).encode()
    call = FcgiCall(os.path.join(c.stack.state, "run", "carrel.sock"), "POST", V + "/login", len(body), {"HTTPS": "on"})
    call.send(body)
    call.end()
    out = raw_answer(call)
    check(b"200" in out.split(b"\r\n")[0] and b"; Secure" in out, out)


def raw_answer(call):
    out, kind = b"", 0
    while kind != 3:
        head = call._exactly(8)
        kind, size = head[1], int.from_bytes(head[4:6], "big") + head[6]
        data = call._exactly(size)
        out += data if kind == 6 else b""
    call.close()
    return out


@suite.test
def csrf(c):
    """another site's page can do nothing with somebody's session"""
    calm(c)
    u = add_user(c)
    s, other = Session(c, u), Session(c, add_user(c))
    for token, origin, status in ((None, None, 403), ("x", None, 403), (other.csrf, None, 403), (s.csrf, None, 200),
                                  (s.csrf, site(c), 200), (s.csrf, "http://evil.example", 403), (s.csrf, "null", 403),
                                  (s.csrf, site(c) + ".evil.example", 403), (s.csrf, "http://127.0.0.1", 403),
                                  (None, site(c), 403), (s.csrf, "ftp://127.0.0.1:%d" % c.port, 403)):
        answer = s.ask("PATCH", V + "/me", {"first_name": "x"}, csrf=token, origin=origin).is_status(status)
        if status == 403:
            eq(answer.problem(403)["type"], "/problems/csrf")
    # Every unsafe method, in every API; reading asks for nothing.
    for method, path, body in (("POST", "/update_user", {"email": u.email}), ("DELETE", "/wishlist_entry", {}),
                               ("PUT", f"{V}/lists/x/entries/order", {}), ("DELETE", f"{V}/lists/x", None),
                               ("POST", V + "/lists", {})):
        s.ask(method, path, body).is_status(403)
    s.ask("GET", V + "/loans", origin="http://evil.example").is_status(200)
    # A bearer token needs none of it; with both it is the bearer's request.
    token = login(c, u.email, u.password).json()["token"]
    s.ask("PATCH", V + "/me", {"first_name": "y"}, origin="http://evil.example",
          Authorization="Bearer " + token).is_status(200)
    # A session has to have begun as one: a token without the claim is none.
    c.request("PATCH", V + "/me", {"first_name": "z"}, headers={"Cookie": "carrel_session=" + token, "X-CSRF-Token": ""}).problem(403)


@suite.test
def login_from_elsewhere(c):
    """another site logs nobody in here"""
    calm(c)
    u = add_user(c)
    body = {"email": u.email, "password": u.password, "session": True}
    got = c.post(V + "/login", body, headers={"Origin": "http://evil.example"})
    eq((got.problem(403)["type"], got.all("Set-Cookie")), ("/problems/csrf", []))
    c.post(V + "/login", body, headers={"Origin": site(c)}).is_status(200)


@suite.test
def session_renewed(c):
    """who changes the password by the page stays in, others are out"""
    calm(c)
    u, fresh = add_user(c), password()
    s, other = Session(c, u), Session(c, u)
    got = s.ask("PATCH", V + "/me", {"password": fresh, "old_password": u.password}, csrf=s.csrf).is_status(200)
    s.ask("GET", V + "/me").problem(401)
    other.ask("GET", V + "/me").problem(401)
    check("token" not in got.json(), got.json().keys())
    s.cookie, s.csrf = got.header("Set-Cookie"), got.json()["csrf"]
    s.ask("PATCH", V + "/me", {"first_name": "x"}, csrf=s.csrf).is_status(200)


@suite.test
def cookies(c):
    """only the cookie of that very name is a session"""
    calm(c)
    u = add_user(c)
    s = Session(c, u)
    token = s.cookie.split(";")[0].split("=")[1]
    for cookie, status in ((f"a=b; carrel_session={token}", 200), (f"carrel_session={token}; a=b", 200),
                           (f"xcarrel_session={token}", 401), (f"carrel_sessionx={token}", 401),
                           (f"a=carrel_session={token}", 401), ("carrel_session=", 401), ("carrel_session", 401),
                           (f"Carrel_Session={token}", 401), (";;;=;", 401), (f"carrel_session=x; carrel_session={token}", 401)):
        c.get(V + "/me", headers={"Cookie": cookie}).is_status(status)


@suite.test
def figures_are_for_this_machine(c):
    """/metrics: nobody on another machine sees it, with whatever token; who is here needs none"""
    c.get("/metrics").is_status(200)
    for remote, wanted in (("192.0.2.7", 403), ("::ffff:192.0.2.7", 403), ("127.0.0.2", 200), ("::1", 200)):
        for more in ({}, {"HTTP_AUTHORIZATION": "Bearer " + c.admin.token}):
            call = c.stack.fcgi("GET", "/metrics", 0, {"REMOTE_ADDR": remote, **more})
            call.end()
            status, body = call.answer()
            eq(status, wanted, f"from {remote}")
            eq(b"carrel_" in body, wanted == 200, body[:200])
    call = c.stack.fcgi("GET", "/health", 0, {"REMOTE_ADDR": "192.0.2.7"})
    call.end()
    eq(call.answer()[0], 200)


# ---- guessing ------------------------------------------------------------------------------------------------------

@suite.test
def slowed(c):
    """after five wrong passwords an account is blocked, even for the right one, and not for ever"""
    calm(c)
    u = add_user(c)
    for _ in range(5):
        login(c, u.email, "wrong").problem(401)
    answer = login(c, u.email, u.password)
    got = answer.problem(429)
    eq((got["type"], answer.header("Retry-After")), ("/problems/too-many-attempts", "1"))
    check("1 second" in got["detail"], got)
    time.sleep(1.1)
    login(c, u.email, "wrong").problem(401)
    eq(login(c, u.email, u.password).header("Retry-After"), "2", "it doubles")
    time.sleep(2.1)
    login(c, u.email, u.password).is_status(200)
    # And it is all forgotten.
    for _ in range(4):
        login(c, u.email, "wrong").problem(401)
    login(c, u.email, u.password).is_status(200)


@suite.test
def doubling(c):
    """the wait doubles up to a quarter of an hour and is forgotten after a day"""
    calm(c)
    email, waits = mail(), []
    for _ in range(17):
        login(c, email, "wrong").problem(401)
        waits.append(int(login(c, email, "wrong").header("Retry-After") or 0) if len(waits) > 3 else 0)
        if len(waits) == 4:
            eq(c.stack.number("SELECT MAX(failures) FROM login_failure WHERE kind = 'account'"), 4)
        c.stack.sql("UPDATE login_failure SET blocked_until = NULL; DELETE FROM login_failure WHERE kind = 'address'")
    eq(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
    c.stack.sql("UPDATE login_failure SET last_at = last_at - INTERVAL 25 HOUR")
    for _ in range(5):
        login(c, email, "wrong").problem(401)
    login(c, email, "wrong").problem(429)


@suite.test
def clock_set_back(c):
    """the clock is set back an hour: blocks that would end in an hour are over, and guessing is slowed all the same"""
    calm(c)
    u = add_user(c)
    for _ in range(5):
        login(c, u.email, "wrong").problem(401)
    login(c, u.email, u.password).problem(429)
    c.stack.sql("UPDATE login_failure SET blocked_until = NOW(6) + INTERVAL 1 HOUR, last_at = NOW(6) + INTERVAL 1 HOUR")
    login(c, u.email, "wrong").problem(401)
    eq(login(c, u.email, "wrong").problem(429)["status"], 429, "the next one waits again")
    c.stack.sql("UPDATE login_failure SET blocked_until = NOW(6) + INTERVAL 1 HOUR, last_at = NOW(6) + INTERVAL 1 HOUR")
    login(c, u.email, u.password).is_status(200)


@suite.test
def per_address(c):
    """an address that tries many accounts is blocked too, others are not"""
    calm(c)
    u = user(c)
    got = [login(c, mail(), "wrong").status for _ in range(31)]
    eq(got, [401] * 30 + [429])
    login(c, u.email, u.password).problem(429)
    check(good(c, u.token), "who is in stays in")
    got = c.post("/v1/login", {"email": u.email, "password": u.password}).is_status(429)
    check(got.header("Retry-After") and got.json()["error"]["message"].startswith("Too many"), got)
    c.stack.sql("UPDATE login_failure SET blocked_until = NOW(6)")
    login(c, u.email, u.password).is_status(200)


def guess(c, remote, email="x@x", text="wrong"):
    body = ('{"email":"%s","password":"%s"}' % (email, text)).encode()
    call = FcgiCall(os.path.join(c.stack.state, "run", "carrel.sock"), "POST", V + "/login", len(body), {"REMOTE_ADDR": remote})
    call.send(body)
    call.end()
    return call.answer()[0]


@suite.test
def addresses(c):
    """of IPv6 a whole /64 is one address; IPv4 is one however it is written"""
    calm(c)
    for remote in ("192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1", "nonsense"):
        eq(guess(c, remote, mail()), 401)
    rows = c.stack.sql("SELECT failures FROM login_failure WHERE kind = 'address' ORDER BY 1")
    eq(rows, [["1"], ["1"], ["2"], ["2"]])


@suite.test
def at_one_time(c):
    """32 guesses at once are 32 guesses"""
    calm(c)
    u = add_user(c)
    body = {"email": u.email, "password": "wrong"}
    started = time.monotonic()
    got = sorted(answer.status for answer in at_once(c, [wire("POST", V + "/login", body) for _ in range(32)]))
    took = time.monotonic() - started
    looked_at = got.count(401)
    check(set(got) == {401, 429}, got)
    # 5, and one more for each block that ended meanwhile.
    check(5 <= looked_at <= 5 + int(took + 1), f"{looked_at} passwords were looked at in {took:.1f} s")
    eq(c.stack.number("SELECT failures FROM login_failure WHERE kind = 'account'"), looked_at)


@suite.test
def keys_undo_nothing(c):
    """an Idempotency-Key neither hides a guess nor keeps a token"""
    calm(c)
    u = add_user(c)
    for path in (V + "/login", "/v1/login"):
        for _ in range(3):
            c.post(path, {"email": u.email, "password": "wrong"}, headers={"Idempotency-Key": uniq()}).is_status(401, 429)
    eq(c.stack.number("SELECT failures FROM login_failure WHERE kind = 'account'"), 5)
    calm(c)
    c.post(V + "/login", {"email": u.email, "password": u.password}, headers={"Idempotency-Key": "k"}).is_status(200)
    eq(c.stack.number("SELECT COUNT(*) FROM idempotency_key WHERE route LIKE '%login%'"), 0)


@suite.test
def timing(c):
    """whether an email is known cannot be told from the time"""
    calm(c)
    known, unset = add_user(c), add_user(c)
    disabled = add_user(c)
    c.stack.sql(f"UPDATE person SET password_hash = NULL WHERE uuid = '{unset.id}'; "
                f"UPDATE person SET active = 0 WHERE uuid = '{disabled.id}'")
    makers = {"known": lambda: known.email, "unknown": mail, "without a password": lambda: unset.email,
              "disabled": lambda: disabled.email, "seeded": lambda: FRED[0]}
    took = {name: [] for name in makers}
    for _ in range(10):
        calm(c)
        for name, make in makers.items():       # by turns, so that a busy machine is busy for all
            email = make()
            start = time.monotonic()
            login(c, email, "wrong").problem(401)
            took[name].append(time.monotonic() - start)
    # The quickest of each: whatever else the machine does only adds to the others.
    low = {name: min(times) for name, times in took.items()}
    told = {name: f"{value * 1000:.1f} ms" for name, value in low.items()}
    print("# " + ", ".join(f"{name} {value}" for name, value in told.items()))
    # Where no hash is worked out it takes a tenth.
    for name, value in low.items():
        check(low["known"] / 2 < value < low["known"] * 2, f"{name}: {told}")


# ---- secrets ----------------------------------------------------------------------------------------------------

@suite.test
def nothing_shown(c):
    """neither password nor hash is in any answer (the harness looks at all), any log, or any export"""
    calm(c)
    u = user(c, "admin")
    hash_text = c.stack.sql(f"SELECT password_hash FROM person WHERE uuid = '{u.id}'")[0][0]
    digest = hash_text.split("$")[-1]
    work = c.get(V + "/works").json()[0]["id"]
    shelf = u.post(V + "/lists", {"owner": u.id, "name": uniq()}).json()["id"]
    seen = 0
    for row in c.get(V).json():
        if row["method"] != "GET":
            continue
        path = row["path"].replace("/lists/{id}", "/lists/" + shelf).replace("/people/{id}", "/people/" + u.id)
        path = path.replace("/works/{id}", "/works/" + work).replace("{number}", "1").replace("{id}", shelf)
        for query in ("", "?email=" + u.email, "?_per_page=1000"):
            answer = u.get(path + query)
            text = answer.text + repr(answer.headers)
            seen += 1
            for bad in (u.password, hash_text, digest, c.key, "argon2"):
                check(bad not in text, f"{path} tells {bad}")
    check(seen > 60, seen)
    c.stack.ctl("user", "list")
    for name, text in c.stack.logs().items():
        for bad in (u.password, digest, c.key, u.token):
            check(bad not in text, f"{name} holds {bad}")


@suite.test
def settings_shown(c):
    """carrel --show-config says that there is a secret, not which"""
    done = subprocess.run([os.path.join(os.environ["top_builddir"], "carrel"), "-c", c.stack.conf, "--show-config"],
                          stdout=subprocess.PIPE, env=c.stack.env())
    text = done.stdout.decode()
    check("token_secret = (set)" in text and c.key not in text, text)
    eq(os.stat(os.path.join(c.stack.state, "etc", "token_secret")).st_mode & 0o777, 0o600)


@suite.test
def odd_texts(c):
    """what people type reaches neither SQL nor headers as anything but text"""
    calm(c)
    u = user(c)
    for text in ("'; DROP TABLE person; -- ", '" OR "1"="1', "\\", "%_", "<script>alert(1)</script>", "\u202e\U0001F600", "a\u0000b"):
        answer = u.patch(V + "/me", {"first_name": text})
        if "\u0000" in text:
            answer.problem(400)
        else:
            eq(answer.is_status(200).json()["person"]["first_name"], text.strip())
    for text in ("a\r\nSet-Cookie: x=y", "a\nb"):
        check(u.patch(V + "/me", {"first_name": text}).problem(400), text)
    for name in ("Authorization", "Cookie", "X-CSRF-Token", "Origin"):
        for value in ("'\" OR 1=1 -- ", "Bearer ' OR 1=1", "\xff\xfe", "a" * 4000, "Bearer " + "a." * 900):
            answer = c.get(V + "/me", headers={name: value.encode("latin-1")})
            answer.is_status(401)


# ---- carrelctl ------------------------------------------------------------------------------------------------------

@suite.test
def ctl_user(c):
    """carrelctl user adds, lists, refuses"""
    calm(c)
    ctl, email = c.stack.ctl, mail()
    out = ctl("user", "add", email, "--role", "staff", "--generate")[1]
    made = out.split("password: ")[1].split()[0]
    check(len(made) == 20, out)
    login(c, email, made).is_status(200)
    check(any(email in line and "\tstaff\tactive\t" in line for line in ctl("user", "list")[1].splitlines()), "listed")
    check(email not in ctl("user", "list", "--role", "member")[1], "listed among members")
    made = ctl("user", "passwd", email, "--generate")[1].split("password: ")[1].split()[0]
    login(c, email, made).is_status(200)
    for args, data, code in ((("add", email, "--generate"), None, 1), (("add", mail()), b"short\n", 1), (("add", mail()), b"\n", 1),
                             (("add", mail()), b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\n", 1), (("passwd", mail(), "--generate"), None, 1),
                             (("role", email, "boss"), None, 64), (("role", mail(), "staff"), None, 1), (("add", "--generate"), None, 64),
                             (("disable", mail()), None, 1), (("fly",), None, 64), ((), None, 64), (("add", mail(), "--password", "x"), None, 64)):
        eq(ctl("user", *args, ok=False, data=data)[0], code, args)


@suite.test
def ctl_init(c):
    """carrelctl init makes a site, says what is missing, and changes nothing when run again"""
    ctl = c.stack.ctl
    before = c.stack.fingerprint()
    out = ctl("init")[1]
    check("there is one" in out, out)
    eq(c.stack.fingerprint(), before)
    eq(secret(c.stack), c.key)
    # Beside the stack's: a configuration whose secret is not there yet.
    place = os.path.join(c.stack.dir, "init")
    os.mkdir(place)
    conf = os.path.join(place, "carrel.conf")
    with open(c.stack.conf) as file:
        lines = [line for line in file if "token_secret" not in line and not line.startswith("omdb")]
    with open(conf, "w") as file:
        file.writelines(lines + ["db_name = fresh\n", f"token_secret_file = {place}/deep\n"])
    c.stack.sql("CREATE DATABASE fresh")
    program = [os.path.join(os.environ["top_builddir"], "carrelctl"), "-c", conf, "init"]

    def init(*args, data=b""):
        done = subprocess.run(program + list(args), input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=c.stack.env())
        return done.returncode, done.stdout.decode(), done.stderr.decode()
    code, out, err = init("--empty")
    eq(code, 2, out + err)
    check("there is no admin yet" in err and "deep: made" in out, out + err)
    eq(os.stat(place + "/deep").st_mode & 0o777, 0o600)
    with open(place + "/deep") as file:
        made = file.read()
    code, out, err = init("--email", "ada@example.org", data=b"PaSs-word-of-ada\n")
    eq((code, err), (0, ""), out)
    check("admin: ada@example.org" in out and "made" not in out, out)
    code, out, err = init("--email", "eve@example.org", data=b"PaSs-word-of-eve\n")
    eq((code, err), (0, ""), out)
    eq(c.stack.sql("SELECT email, role FROM fresh.person WHERE role <> 'member'"), [["ada@example.org", "admin"]])
    with open(place + "/deep") as file:
        eq(file.read(), made, "the secret when init is run again")
    c.stack.sql("DROP DATABASE fresh")


# ---- the site -----------------------------------------------------------------------------------------------------

@suite.test
def rotation(c):
    """a new secret logs nobody out as long as the old one is still known"""
    calm(c)
    u, stack, old = user(c), c.stack, c.key
    path = os.path.join(stack.state, "etc", "token_secret")
    with open(path + "_old", "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(old + "\n")
    with open(path, "w") as file:
        file.write("a-new-secret-that-has-enough-characters-0123\n")
    stack.set_conf(token_secret_old_file=path + "_old")
    stack.reload()
    check(good(c, u.token), "a token of the old secret")
    fresh = login(c, u.email, u.password).is_status(200).json()["token"]
    stack.set_conf(token_secret_old="")
    with open(stack.conf) as file:
        lines = [line for line in file if not line.startswith("token_secret_old")]
    with open(stack.conf, "w") as file:
        file.writelines(lines)
    stack.reload()
    check(not good(c, u.token) and good(c, fresh), "the old secret is over")
    c.key = secret(stack)
    c.admin, c.member = user(c, "admin"), user(c)


@suite.test
def database_away(c):
    """without the database nobody can be known: 503, and not 401"""
    calm(c)
    u = user(c)
    stack = c.stack
    with open(os.path.join(stack.state, "run", "mariadb.pid")) as file:
        pid = int(file.read())
    freeze(pid)
    try:
        u.get(V + "/me", ok5xx=True).problem(503)
        Caller(c).get(V + "/me").problem(401)
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_for("the database", 20, lambda: u.get(V + "/me", ok5xx=True).status == 200)


@suite.test
def no_secret(c):
    """without a secret the workers start, say so, and nobody logs in"""
    calm(c)
    stack, u = c.stack, add_user(c)
    with open(stack.conf) as file:
        kept = file.read()
    with open(stack.conf, "w") as file:
        file.writelines(line + "\n" for line in kept.splitlines() if not line.startswith("token_secret"))
    stack.reload()
    got = c.post(V + "/login", {"email": u.email, "password": u.password}, ok5xx=True)
    eq(got.problem(503)["type"], "/problems/login-unavailable")
    c.post("/v1/login", {"email": u.email, "password": u.password}, ok5xx=True).is_status(503)
    me(c, forge("", claims(u.id))).problem(401)
    c.get(V + "/works").is_status(200)
    check("no token_secret" in stack.logs()["carrel.log"], "the log says so")
    with open(stack.conf, "w") as file:
        file.write(kept)
    stack.reload()
    login(c, u.email, u.password).is_status(200)


@suite.test
def open_access(c):
    """open access answers this machine only, needs a token where it says so, and takes no person's"""
    calm(c)
    stack, u = c.stack, user(c, "staff")
    stack.set_conf(access="open")
    stack.reload()
    sock = os.path.join(stack.state, "run", "carrel.sock")
    for remote, status in (("127.0.0.1", 200), ("::1", 200), ("192.0.2.1", 403), ("2001:db8::1", 403), ("10.0.0.1", 403), ("", 403)):
        for path in ("/index", V + "/works", V + "/people", "/"):
            call = FcgiCall(sock, "GET", path, 0, {"REMOTE_ADDR": remote})
            call.end()
            eq(call.answer()[0], status, remote + " " + path)
    eq(c.get(V + "/me").is_status(200).json(), {"access": "open", "role": "staff", "person": None})
    c.patch(V + "/me", {"first_name": "x"}).problem(409, "login.open")
    login(c, u.email, u.password).problem(409, "login.open")
    c.post(V + "/logout", None).is_status(204)
    c.delete("/v1/movies.delete/tt9").is_status(401)
    c.delete("/v1/movies.delete/tt9", headers={"Authorization": "Bearer " + u.token}).is_status(401)
    token = c.post("/v1/login", None).is_status(200).json()["data"]["token"]
    c.delete("/v1/movies.delete/tt9", headers={"Authorization": "Bearer " + token}).is_status(204)
    for bad in (forge(c.key, claims("open"), "none"), forge("x" * 43, claims("open")), token[:-1], token + "x",
                forge(c.key, claims("open", exp=1))):
        c.delete("/v1/movies.delete/tt9", headers={"Authorization": "Bearer " + bad}).is_status(401)
    stack.set_conf(access="accounts")
    stack.reload()
    me(c, token).problem(401)


def world(stack):
    c = stack.client
    c.key = secret(stack)
    c.admin, c.member = user(c, "admin"), user(c)
    return c


if __name__ == "__main__":
    run(suite, "--access", "accounts", context=world)
