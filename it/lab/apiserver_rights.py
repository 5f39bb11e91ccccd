"""Who asks, and what they may: bearer tokens and RBAC over the roles that are stored.

With the setting `rights` off everybody is kubernetes-admin, only expired tokens are refused. With
it on, tokens are those of POST /lab/tokens; none is system:anonymous, an unknown one 401. A server
lets nobody grant what they do not hold (verbs escalate and bind apart): so does this one.
Standard library only.
"""

import json
import time

from apiserver_api import ApiError
from apiserver_kinds import matches

RBAC = "rbac.authorization.k8s.io"
MASTERS = "system:masters"


class User:
    def __init__(self, name, groups):
        self.name = name
        self.groups = groups


ADMIN = User("kubernetes-admin", [MASTERS, "system:authenticated"])
ANONYMOUS = User("system:anonymous", ["system:unauthenticated"])


class Wish:
    """What somebody wants to do, as RBAC sees it."""

    def __init__(self, verb, group, resource, namespace, name, path=None):
        self.verb = verb
        self.group = group
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.path = path

    @staticmethod
    def of(request):
        if not request.is_resource:
            return Wish(request.method.lower(), "", "", "", "", request.path)
        resource = request.plural
        if request.subresource:
            resource += "/" + request.subresource
        return Wish(request.verb, request.group, resource, request.namespace, request.name)


def has(listed, word):
    return "*" in (listed or []) or word in (listed or [])


def allows(rule, wish):
    if not has(rule.get("verbs"), wish.verb):
        return False
    if wish.path is not None:
        return any(
            wish.path == url or url.endswith("*") and wish.path.startswith(url[:-1])
            for url in rule.get("nonResourceURLs") or []
        )
    resources = rule.get("resources") or []
    fits = has(resources, wish.resource)
    if not fits and "/" in wish.resource:
        fits = "*/" + wish.resource.split("/", 1)[1] in resources
    names = rule.get("resourceNames")
    return fits and has(rule.get("apiGroups"), wish.group) and (not names or wish.name in names)


class Rights:
    def __init__(self, store):
        self.store = store

    # Who

    def user(self, request):
        settings = self.store.settings
        head = request.headers.get("authorization", "")
        token = head[7:] if head.lower().startswith("bearer ") else None
        known = (settings.get("tokens") or {}).get(token) if token else None
        if known and known.get("expires") and known["expires"] < time.time():
            raise unauthorized()
        if not settings["rights"]:
            return ADMIN
        if token is None:
            return ANONYMOUS
        if known is None:
            raise unauthorized()
        name = known.get("user") or ""
        groups = list(known.get("groups") or []) + ["system:authenticated"]
        if name.startswith("system:serviceaccount:"):
            namespace = name.split(":")[2]
            groups += ["system:serviceaccounts", "system:serviceaccounts:" + namespace]
        return User(name, groups)

    # What

    def check(self, request):
        user = self.user(request)
        request.user = user.name
        request.who = user
        if self.store.settings["rights"]:
            self.demand(user, Wish.of(request))

    def wish(self, verb, resource, namespace, name):
        return Wish(verb, resource.group, resource.plural, namespace, name)

    def demand(self, user, wish):
        if not self.may(user, wish):
            raise forbidden(user, wish)

    def may(self, user, wish):
        if not self.store.settings["rights"] or MASTERS in user.groups:
            return True
        if wish.path is not None and wish.verb == "get":
            # What the roles system:discovery and system:public-info-viewer give to all.
            if wish.path in ("/version", "/healthz", "/livez", "/readyz"):
                return True
            known = ("/api", "/apis", "/openapi")
            if user is not ANONYMOUS and wish.path.startswith(known):
                return True
        if user is not ANONYMOUS and wish.verb == "create":
            if wish.resource in ("selfsubjectaccessreviews", "selfsubjectrulesreviews"):
                return True
        with self.store.lock:
            return any(allows(rule, wish) for rule in self.rules(user, wish.namespace))

    def rules(self, user, namespace):
        found = []
        for binding in self.store.all((RBAC, "clusterrolebindings")).values():
            if bound(binding, user, None):
                found += self.rules_of(binding["roleRef"], None)
        if namespace:
            for (home, _), binding in self.store.all((RBAC, "rolebindings")).items():
                if home == namespace and bound(binding, user, namespace):
                    found += self.rules_of(binding["roleRef"], namespace)
        return found

    def rules_of(self, reference, namespace):
        if reference.get("kind") == "Role":
            role = self.store.all((RBAC, "roles")).get((namespace or "", reference.get("name")))
            return list((role or {}).get("rules") or [])
        role = self.store.all((RBAC, "clusterroles")).get(("", reference.get("name")))
        if role is None:
            return []
        found = list(role.get("rules") or [])
        for selector in (role.get("aggregationRule") or {}).get("clusterRoleSelectors") or []:
            for other in self.store.all((RBAC, "clusterroles")).values():
                if matches(selector, other["metadata"].get("labels") or {}):
                    found += other.get("rules") or []
        return found

    # Nobody gives what they have not

    def guard(self, user, resource, obj):
        """Before a role or a binding is written."""
        if resource.group != RBAC or not self.store.settings["rights"]:
            return
        if user is None or MASTERS in user.groups:
            return
        metadata = obj["metadata"]
        namespace = metadata.get("namespace", "")
        if resource.kind in ("Role", "ClusterRole"):
            wish = Wish("escalate", RBAC, resource.plural, namespace, metadata["name"])
            wanted = obj.get("rules") or []
        else:
            reference = obj["roleRef"]
            plural = "roles" if reference.get("kind") == "Role" else "clusterroles"
            wish = Wish("bind", RBAC, plural, namespace, reference.get("name"))
            wanted = self.rules_of(reference, namespace)
        if self.may(user, wish):
            return
        held = self.rules(user, namespace)
        missing = [rule for rule in wanted if not covered(rule, held)]
        if missing:
            groups = ", ".join(json.dumps(group) for group in user.groups)
            text = (
                '%s "%s" is forbidden: user "%s" (groups=[%s]) is attempting to grant RBAC '
                "permissions not currently held:\n%s"
                % (
                    resource.full,
                    metadata["name"],
                    user.name,
                    groups,
                    "\n".join(shown(rule) for rule in missing),
                )
            )
            found = {"name": metadata["name"], "group": RBAC, "kind": resource.plural}
            raise ApiError(403, "Forbidden", text, found)

    # Asking about it

    def review(self, request, resource, body):
        body = dict(body or {})
        spec = body.get("spec") or {}
        user = request.who
        if resource.kind == "SubjectAccessReview":
            user = User(spec.get("user") or "", list(spec.get("groups") or []))
        asked = spec.get("resourceAttributes")
        if asked is not None:
            name = asked.get("resource", "")
            if asked.get("subresource"):
                name += "/" + asked["subresource"]
            wish = Wish(
                asked.get("verb", ""),
                asked.get("group", ""),
                name,
                asked.get("namespace", ""),
                asked.get("name", ""),
            )
        else:
            plain = spec.get("nonResourceAttributes") or {}
            wish = Wish(plain.get("verb", ""), "", "", "", "", plain.get("path", ""))
        body["apiVersion"], body["kind"] = resource.api_version, resource.kind
        body.setdefault("metadata", {"creationTimestamp": None})
        body["status"] = {"allowed": self.may(user, wish)}
        return body


def covered(rule, held):
    """Whether every single right of a rule is in one of those."""
    for verb in rule.get("verbs") or []:
        for url in rule.get("nonResourceURLs") or []:
            if not any(allows(other, Wish(verb, "", "", "", "", url)) for other in held):
                return False
        for group in rule.get("apiGroups") or []:
            for resource in rule.get("resources") or []:
                for name in rule.get("resourceNames") or [""]:
                    wish = Wish(verb, group, resource, "", name)
                    if not any(allows(other, wish) for other in held):
                        return False
    return True


def shown(rule):
    words = []
    for title, field in (
        ("APIGroups", "apiGroups"),
        ("Resources", "resources"),
        ("ResourceNames", "resourceNames"),
        ("NonResourceURLs", "nonResourceURLs"),
        ("Verbs", "verbs"),
    ):
        if rule.get(field):
            words.append("%s:%s" % (title, json.dumps(rule[field])))
    return "{%s}" % ", ".join(words)


def bound(binding, user, namespace):
    for subject in binding.get("subjects") or []:
        kind, name = subject.get("kind"), subject.get("name")
        if kind == "User" and name == user.name or kind == "Group" and name in user.groups:
            return True
        if kind == "ServiceAccount":
            home = subject.get("namespace") or namespace
            if user.name == "system:serviceaccount:%s:%s" % (home, name):
                return True
    return False


def unauthorized():
    return ApiError(401, "Unauthorized", "Unauthorized")


def forbidden(user, wish):
    if wish.path is not None:
        text = 'forbidden: User "%s" cannot %s path "%s"' % (user.name, wish.verb, wish.path)
        return ApiError(403, "Forbidden", text, {})
    plural = wish.resource.split("/")[0]
    full = plural + ("." + wish.group if wish.group else "")
    where = 'in the namespace "%s"' % wish.namespace if wish.namespace else "at the cluster scope"
    text = '%s%s is forbidden: User "%s" cannot %s resource "%s" in API group "%s" %s' % (
        full,
        ' "%s"' % wish.name if wish.name else "",
        user.name,
        wish.verb,
        wish.resource,
        wish.group,
        where,
    )
    found = {"name": wish.name} if wish.name else {}
    if wish.group:
        found["group"] = wish.group
    found["kind"] = plural
    return ApiError(403, "Forbidden", text, found)
