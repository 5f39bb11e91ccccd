"""The verbs of the API server of the lab, over a store. Standard library only."""

import base64
import json
import random
import re
import sys

from apiserver_kinds import (
    DEFAULTS,
    Mistyped,
    Wrong,
    change_problems,
    custom_defaults,
    decode,
    fresh,
    new_status,
    problems,
)
from apiserver_merge import (
    Conflicts,
    Manager,
    apply,
    field_set,
    element_key,
    managers_of,
    owned,
    resolve,
    child,
    same,
    set_managers,
    track_update,
)
from apiserver_patch import Malformed, Unfit, json_patch, merge_patch, strategic_patch
from apiserver_store import Watcher, clone, now


class ApiError(Exception):
    def __init__(self, code, reason, message, details=None, headers=None, plain=False):
        super().__init__(message)
        self.code = code
        self.headers = headers or {}
        self.plain = plain
        self.message = message
        self.status = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": message,
        }
        if reason:
            self.status["reason"] = reason
        if details:
            self.status["details"] = details
        self.status["code"] = code


def details(resource, name):
    found = {"name": name} if name else {}
    if resource.group:
        found["group"] = resource.group
    found["kind"] = resource.plural
    return found


def not_found(resource, name):
    text = '%s "%s" not found' % (resource.full, name)
    return ApiError(404, "NotFound", text, details(resource, name))


def stale(resource, name, why=None):
    text = 'Operation cannot be fulfilled on %s "%s": %s' % (
        resource.full,
        name,
        why
        or "the object has been modified; please apply your changes to the latest version and "
        "try again",
    )
    return ApiError(409, "Conflict", text, details(resource, name))


def refused(resource, name, causes, code=422):
    told = ["%s: %s" % (c["field"], c["message"]) if c["field"] else c["message"] for c in causes]
    text = told[0] if len(told) == 1 else "[%s]" % ", ".join(told)
    found = {"name": name} if name else {}
    if resource.group:
        found["group"] = resource.group
    found["kind"] = resource.kind
    found["causes"] = causes
    message = '%s "%s" is invalid: %s' % (resource.kind_name, name, text)
    return ApiError(code, "Invalid", message, found)


def bad_request(text):
    return ApiError(400, "BadRequest", text)


def gone(text):
    return ApiError(410, "Expired", text)


WITH_GENERATION = {
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "Job",
    "CronJob",
    "Ingress",
    "IngressClass",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "PriorityClass",
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
    "CustomResourceDefinition",
}


# Kinds of which a PUT makes one that is not there.
MADE_BY_PUT = {"Lease", "Event", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"}


class Options:
    """What a request asks for besides its object."""

    def __init__(self, query, agent, subresource=""):
        self.dry = query.get("dryRun") == "All"
        self.manager = query.get("fieldManager") or agent.split("/")[0] or "unknown"
        self.named = bool(query.get("fieldManager"))
        self.force = query.get("force") == "true"
        self.strictness = query.get("fieldValidation") or "Warn"
        self.subresource = subresource
        # As managed fields name the door; the same unless the door writes another's field.
        self.door = subresource
        self.warnings = []
        self.user = None


class Api:
    def __init__(self, store):
        self.store = store
        self.addresses = 10
        self.rights = None

    # What defaults need

    def allocate_address(self, obj):
        self.addresses += 1
        return "10.96.%d.%d" % (self.addresses // 250, self.addresses % 250 + 1)

    def allocate_port(self, obj, port):
        self.addresses += 1
        return 30000 + self.addresses % 2767

    def default_storage_class(self):
        for (_, name), obj in self.store.all(("storage.k8s.io", "storageclasses")).items():
            notes = obj["metadata"].get("annotations") or {}
            if notes.get("storageclass.kubernetes.io/is-default-class") == "true":
                return name
        return None

    # Reading

    def get(self, resource, namespace, name):
        found = self.store.find(resource, namespace, name)
        if found is None:
            raise not_found(resource, name)
        return found

    def list(self, resource, namespace, query):
        limit = int(query.get("limit") or 0)
        wanted = selection(query)
        with self.store.lock:
            version = self.store.version
            objects = self.store.all(resource.key)
            keys = sorted(objects)
            start = None
            if query.get("continue"):
                version, start = self.continued(query["continue"])
            elif query.get("resourceVersion") not in (None, "", "0"):
                if query.get("resourceVersionMatch") == "Exact":
                    if int(query["resourceVersion"]) < self.store.oldest:
                        raise gone("The resourceVersion for the provided list is too old.")
            found, more, rest = [], None, 0
            for key in keys:
                if namespace and key[0] != namespace or start and key <= start:
                    continue
                if not wanted(objects[key]):
                    continue
                if limit and len(found) == limit:
                    more = more or last
                    rest += 1
                    continue
                found.append(objects[key])
                last = key
        metadata = {"resourceVersion": str(version)}
        if more:
            token = json.dumps({"v": version, "start": more}).encode()
            metadata["continue"] = base64.urlsafe_b64encode(token).decode()
            metadata["remainingItemCount"] = rest
        if not resource.custom:
            # In lists of built-in kinds the items do not say what they are.
            found = [
                {name: value for name, value in obj.items() if name not in ("kind", "apiVersion")}
                for obj in found
            ]
        return {
            "kind": resource.kind + "List",
            "apiVersion": resource.api_version,
            "metadata": metadata,
            "items": found,
        }

    def continued(self, token):
        try:
            told = json.loads(base64.urlsafe_b64decode(token))
        except ValueError:
            raise bad_request("continue key is not valid") from None
        if told["v"] < self.store.oldest:
            raise gone(
                "The provided continue parameter is too old to display a consistent list result. "
                "You can start a new list without the continue parameter, or use the continue "
                "token in this response to retrieve the remainder of the results. Continuing "
                "with the provided token results in an inconsistent list - objects that were "
                "created, modified, or deleted between the time the first chunk was returned "
                "and now may show up in the list."
            )
        return told["v"], tuple(told["start"])

    def watch(self, resource, namespace, query):
        """-> (watcher, first events). Raises when the version is too old."""
        if query.get("sendInitialEvents"):
            causes = [
                {
                    "reason": "FieldValueForbidden",
                    "message": "Forbidden: sendInitialEvents is forbidden for watch unless the "
                    "WatchList feature gate is enabled",
                    "field": "sendInitialEvents",
                }
            ]
            error = refused(resource, "", causes)
            error.status["details"] = {
                "group": "meta.k8s.io",
                "kind": "ListOptions",
                "causes": causes,
            }
            raise error
        wanted = selection(query)
        watcher = Watcher(resource.key)

        def fits(obj):
            if namespace and obj["metadata"].get("namespace") != namespace:
                return False
            return wanted(obj)

        watcher.fits = fits
        since = query.get("resourceVersion") or ""
        with self.store.lock:
            first = []
            if since in ("", "0"):
                for obj in self.store.all(resource.key).values():
                    if fits(obj):
                        first.append(("ADDED", obj))
            else:
                version = int(since)
                if version < self.store.oldest:
                    first.append(("ERROR", too_old(version, self.store.oldest)))
                    return None, first
                for event in self.store.history:
                    if event.version > version and event.key == resource.key:
                        told = seen(event, fits)
                        if told:
                            first.append(told)
            self.store.watchers.add(watcher)
        return watcher, first

    # Writing

    def create(self, resource, namespace, body, options):
        obj = self.read(resource, body, options)
        metadata = obj.setdefault("metadata", {})
        self.check_names(resource, namespace, None, metadata)
        if not metadata.get("name") and metadata.get("generateName"):
            letters = "bcdfghjklmnpqrstvwxz2456789"
            tail = "".join(random.choice(letters) for _ in range(5))
            metadata["name"] = metadata["generateName"] + tail
        if metadata.get("resourceVersion"):
            text = "resourceVersion should not be set on objects to be created"
            raise ApiError(500, "", text)
        with self.store.lock:
            return self.insert(resource, namespace, obj, options, None)

    def insert(self, resource, namespace, obj, options, managers):
        """Under the lock; managers None: those of a normal write."""
        metadata = obj["metadata"]
        name = metadata.get("name") or ""
        self.check_namespace(resource, namespace, name)
        if name and self.store.find(resource, namespace, name):
            text = '%s "%s" already exists' % (resource.full, name)
            raise ApiError(409, "AlreadyExists", text, details(resource, name))
        for field in ("uid", "creationTimestamp", "deletionTimestamp", "selfLink", "generation"):
            metadata.pop(field, None)
        if resource.namespaced:
            metadata["namespace"] = namespace
        given = metadata.pop("managedFields", None)
        self.store.made(resource, obj)
        if resource.status:
            obj.pop("status", None)
        unowned = [] if resource.custom else allocated(resource, obj)
        self.complete(resource, obj)
        first = new_status(resource.kind) if not resource.custom else None
        if first is not None:
            obj["status"] = first
        self.count_templates(resource, obj, None)
        self.check(resource, obj, None)
        self.guard(resource, obj, options)
        if resource.kind in WITH_GENERATION or resource.custom:
            metadata["generation"] = 1
        self.admit(resource, obj)
        if managers is None:
            managers = track_update(
                resource.type,
                fresh(resource),
                {
                    name: value
                    for name, value in obj.items()
                    if name != "status" or not resource.status
                },
                managers_of({"metadata": {"managedFields": given}}),
                options.manager,
                resource.api_version,
                "",
                now(),
                main_reset(resource) + unowned,
            )
        set_managers(obj, managers)
        if options.dry:
            return obj
        return self.store.put(resource, obj, None)

    def admit(self, resource, obj):
        """What admission and the first strategies add."""
        finalizer = {
            "PersistentVolumeClaim": "kubernetes.io/pvc-protection",
            "PersistentVolume": "kubernetes.io/pv-protection",
        }.get(resource.kind)
        if finalizer:
            finalizers = obj["metadata"].setdefault("finalizers", [])
            if finalizer not in finalizers:
                finalizers.append(finalizer)

    def replace(self, resource, namespace, name, body, options):
        """-> (object, whether it was made)."""
        obj = self.read(resource, body, options)
        self.check_names(resource, namespace, name, obj.setdefault("metadata", {}))
        with self.store.lock:
            old = self.store.find(resource, namespace, name)
            if old is None and resource.kind in MADE_BY_PUT and not options.subresource:
                if obj["metadata"].get("resourceVersion"):
                    raise stale(resource, name)
                self.demand("create", resource, namespace, name, options)
                return self.insert(resource, namespace, obj, options, None), True
            if old is None:
                raise not_found(resource, name)
            return self.update(resource, namespace, name, old, obj, options, None), False

    def update(self, resource, namespace, name, old, obj, options, applied):
        """Under the lock. applied: the managers after an apply; None: a normal write."""
        metadata, before = obj["metadata"], old["metadata"]
        given = metadata.get("resourceVersion")
        if given and given != before["resourceVersion"]:
            raise stale(resource, name)
        if metadata.get("uid") and metadata["uid"] != before["uid"]:
            raise stale(
                resource,
                name,
                "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                % (metadata["uid"], before["uid"]),
            )
        fields = metadata.pop("managedFields", None)
        obj = self.at_door(resource, obj, old, options.subresource)
        metadata = obj["metadata"]
        for field in (
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "resourceVersion",
            "selfLink",
            "namespace",
        ):
            metadata.pop(field, None)
            if field in before and field != "selfLink":
                metadata[field] = before[field]
        metadata["name"] = name
        self.keep_allocated(resource, obj, old)
        self.complete(resource, obj)
        self.count_templates(resource, obj, old)
        if not options.subresource:
            self.check(resource, obj, old)
            self.guard(resource, obj, options)
        if self.generation_rises(resource, old, obj):
            metadata["generation"] = before.get("generation", 0) + 1
        if applied is None:
            reset = main_reset(resource) if not options.subresource else door_reset(resource)
            managers = managers_of(old)
            if not options.subresource and fields is not None:
                if fields == [{}]:
                    managers = {}
                else:
                    managers = managers_of({"metadata": {"managedFields": fields}}) or managers
            applied = track_update(
                resource.type,
                old,
                obj,
                managers,
                options.manager,
                resource.api_version,
                options.door,
                now(),
                reset,
            )
        set_managers(obj, applied)
        if same(timeless(obj), timeless(old)):
            return old
        if options.dry:
            return obj
        if metadata.get("deletionTimestamp") and not metadata.get("finalizers"):
            if not (resource.kind == "Namespace" and obj["spec"].get("finalizers")):
                self.store.put(resource, obj, old)
                return self.store.delete(resource, obj)
        if resource.kind == "CustomResourceDefinition" and name in self.store.established:
            self.store.serve_crd(obj)
        return self.store.put(resource, obj, old)

    def at_door(self, resource, obj, old, subresource):
        """What may be written here: all but status, or status only."""
        if subresource:
            new = clone(old)
            new["metadata"].pop("managedFields", None)
            if "status" in obj:
                new["status"] = obj["status"]
            else:
                new.pop("status", None)
            return new
        if resource.status:
            obj.pop("status", None)
            if "status" in old:
                obj["status"] = clone(old["status"])
        return obj

    def count_templates(self, resource, obj, old):
        """A DaemonSet tells in an annotation how often its template was changed."""
        if resource.kind != "DaemonSet" or resource.custom:
            return
        name = "deprecated.daemonset.template.generation"
        count = 1
        if old is not None:
            count = int((old["metadata"].get("annotations") or {}).get(name, 1))
            count += not same(old["spec"].get("template"), obj["spec"].get("template"))
        obj["metadata"]["annotations"] = {
            **(obj["metadata"].get("annotations") or {}),
            name: str(count),
        }

    def keep_allocated(self, resource, obj, old):
        if resource.kind == "Service" and not resource.custom:
            spec, before = obj.setdefault("spec", {}), old.get("spec") or {}
            if spec.get("type", "ClusterIP") != "ExternalName":
                if not spec.get("clusterIP") and before.get("clusterIP"):
                    spec["clusterIP"] = before["clusterIP"]
                    if not spec.get("clusterIPs"):
                        spec["clusterIPs"] = list(before.get("clusterIPs") or [])
            ports = {port.get("port"): port.get("nodePort") for port in before.get("ports") or []}
            if spec.get("type") in ("NodePort", "LoadBalancer"):
                for port in spec.get("ports") or []:
                    if not port.get("nodePort") and ports.get(port.get("port")):
                        port["nodePort"] = ports[port["port"]]
        if resource.kind == "PersistentVolumeClaim" and not resource.custom:
            spec, before = obj.setdefault("spec", {}), old.get("spec") or {}
            if "storageClassName" not in spec and "storageClassName" in before:
                spec["storageClassName"] = before["storageClassName"]
        if resource.kind == "Job" and not resource.custom:
            spec, before = obj.setdefault("spec", {}), old.get("spec") or {}
            spec.setdefault("selector", clone(before.get("selector")))
            labels = ((before.get("template") or {}).get("metadata") or {}).get("labels") or {}
            metadata = spec.setdefault("template", {}).setdefault("metadata", {})
            for label, value in labels.items():
                if label in ("job-name", "controller-uid") or label.startswith("batch."):
                    metadata.setdefault("labels", {}).setdefault(label, value)

    def generation_rises(self, resource, old, new):
        if resource.custom:
            left = {"metadata"} | ({"status"} if resource.status else set())
            return not same(
                {name: value for name, value in old.items() if name not in left},
                {name: value for name, value in new.items() if name not in left},
            )
        if resource.kind not in WITH_GENERATION:
            return False
        if resource.kind.endswith("WebhookConfiguration"):
            return not same(old.get("webhooks"), new.get("webhooks"))
        return not same(old.get("spec"), new.get("spec"))

    # Patching

    def patch(self, resource, namespace, name, sort, body, options):
        """-> (object, whether it was made)."""
        if sort == "apply":
            return self.apply(resource, namespace, name, body, options)
        with self.store.lock:
            old = self.store.find(resource, namespace, name)
            if old is None:
                raise not_found(resource, name)
            new = self.patched(resource, name, clone(old), sort, body)
            for field in ("apiVersion", "kind"):
                new.setdefault(field, old[field])
            try:
                obj = self.read(resource, new, options)
            except ApiError as e:
                if e.code == 400 and "strict decoding error" in e.message:
                    why = e.message.split(": ", 1)[1]
                    raise patch_refused(body, why) from None
                raise
            self.check_names(resource, namespace, name, obj.setdefault("metadata", {}))
            return self.update(resource, namespace, name, old, obj, options, None), False

    def patched(self, resource, name, old, sort, body):
        try:
            if sort == "json":
                return json_patch(old, body)
            if not isinstance(body, dict):
                raise bad_request("error decoding patch: json: cannot unmarshal array")
            if sort == "merge":
                return merge_patch(old, body)
            return strategic_patch(resource.type, old, body)
        except Unfit as e:
            # A server says no more than that; why is for the log of the lab.
            text = "the server rejected our request due to an error in our request"
            print("refused: %s" % e, file=sys.stderr, flush=True)
            raise ApiError(422, "Invalid", text) from None
        except Malformed as e:
            raise bad_request("error decoding patch: %s" % e) from None

    def apply(self, resource, namespace, name, body, options):
        if not options.named:
            causes = [
                {
                    "reason": "FieldValueRequired",
                    "message": "Required value: is required for apply patch",
                    "field": "fieldManager",
                }
            ]
            text = 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: ' + causes[0]["message"]
            found = {"group": "meta.k8s.io", "kind": "PatchOptions", "causes": causes}
            raise ApiError(422, "Invalid", text, found)
        if not isinstance(body, dict):
            raise bad_request("error decoding YAML: not an object")
        metadata = body.get("metadata") or {}
        if metadata.get("managedFields"):
            raise bad_request("metadata.managedFields must be nil")
        if body.get("apiVersion") != resource.api_version or body.get("kind") != resource.kind:
            raise bad_request(
                "invalid object type: /%s, Kind=%s" % (body.get("apiVersion"), body.get("kind"))
            )
        self.check_typed(resource, namespace, name, body)
        self.check_names(resource, namespace, name, dict(metadata))
        with self.store.lock:
            old = self.store.find(resource, namespace, name)
            if old is None and (metadata.get("uid") or options.subresource):
                if options.subresource:
                    raise not_found(resource, name)
                raise stale(
                    resource,
                    name,
                    "uid mismatch: the provided object specified uid %s, and no existing object "
                    "was found" % metadata["uid"],
                )
            if old is None and metadata.get("resourceVersion"):
                raise not_found(resource, name)
            if old is None:
                self.demand("create", resource, namespace, name, options)
            live = old or {"apiVersion": resource.api_version, "kind": resource.kind}
            managers = managers_of(live)
            if old is not None and not managers:
                fields = owned(field_set(resource.type, live), [])
                first = Manager(
                    "before-first-apply", "Update", resource.api_version, "", now(), fields
                )
                managers[first.identity()] = first
            reset = main_reset(resource) if not options.subresource else door_reset(resource)
            try:
                merged, managers = apply(
                    resource.type,
                    live,
                    body,
                    managers,
                    options.manager,
                    resource.api_version,
                    options.subresource,
                    now(),
                    options.force,
                    reset,
                )
            except Conflicts as e:
                raise ApiError(409, "Conflict", str(e), {"causes": e.causes}) from None
            merged = clone(merged)
            merged.setdefault("metadata", {})
            merged["metadata"]["name"] = name
            obj = self.read(resource, merged, options)
            if old is None:
                return self.insert(resource, namespace, obj, options, managers), True
            return self.update(resource, namespace, name, old, obj, options, managers), False

    def check_typed(self, resource, namespace, name, body):
        found = typed_errors(resource, resource.type, body, "", [])
        if found:
            place = "%s/%s" % (namespace, name) if namespace else "/" + name
            what = "%s; %s, Kind=%s" % (place, resource.api_version, resource.kind)
            text = found[0] if len(found) == 1 else "errors:\n  " + "\n  ".join(found)
            raise ApiError(500, "", "failed to create typed patch object (%s): %s" % (what, text))

    # Deleting

    def remove(self, resource, namespace, name, wishes, options):
        """-> (answer, code)."""
        with self.store.lock:
            old = self.store.find(resource, namespace, name)
            if old is None:
                raise not_found(resource, name)
            conditions = wishes.get("preconditions") or {}
            metadata = old["metadata"]
            if conditions.get("uid") not in (None, metadata["uid"]):
                raise stale(
                    resource,
                    name,
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                    % (conditions["uid"], metadata["uid"]),
                )
            given = conditions.get("resourceVersion")
            if given not in (None, metadata["resourceVersion"]):
                raise stale(
                    resource,
                    name,
                    "Precondition failed: ResourceVersion in precondition: %s, ResourceVersion in "
                    "object meta: %s" % (given, metadata["resourceVersion"]),
                )
            policy = wishes.get("propagationPolicy")
            if policy is None and wishes.get("orphanDependents"):
                policy = "Orphan"
            if not options.dry and policy == "Orphan":
                self.orphan(old)
            waits = list(metadata.get("finalizers") or [])
            if policy == "Foreground" and self.dependents(metadata["uid"]):
                waits.append("foregroundDeletion")
            namespace_waits = resource.kind == "Namespace" and not resource.custom
            if waits or namespace_waits or resource.kind == "CustomResourceDefinition":
                if resource.kind == "CustomResourceDefinition":
                    waits.append("customresourcecleanup.apiextensions.k8s.io")
                return self.begin_end(resource, old, waits, namespace_waits, options), 200
            if not options.dry:
                self.store.delete(resource, old)
        found = details(resource, name)
        found["uid"] = metadata["uid"]
        return {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Success",
            "details": found,
        }, 200

    def begin_end(self, resource, old, finalizers, namespace, options):
        if old["metadata"].get("deletionTimestamp"):
            return old
        new = clone(old)
        new["metadata"]["deletionTimestamp"] = now()
        new["metadata"]["deletionGracePeriodSeconds"] = 0
        if finalizers:
            new["metadata"]["finalizers"] = list(dict.fromkeys(finalizers))
        if "generation" in new["metadata"]:
            new["metadata"]["generation"] += 1
        if namespace:
            new["metadata"].pop("deletionGracePeriodSeconds")
            new.setdefault("status", {})["phase"] = "Terminating"
        return new if options.dry else self.store.put(resource, new, old)

    def dependents(self, uid):
        found = []
        for resource in self.stored():
            for obj in self.store.all(resource.key).values():
                for owner in obj["metadata"].get("ownerReferences") or []:
                    if owner.get("uid") == uid:
                        found.append((resource, obj))
        return found

    def stored(self):
        """One resource for each kind that is kept."""
        seen_keys = {}
        for resource in list(self.store.resources.values()):
            if not resource.virtual:
                seen_keys.setdefault(resource.key, resource)
        return list(seen_keys.values())

    def orphan(self, owner):
        for resource, obj in self.dependents(owner["metadata"]["uid"]):
            new = clone(obj)
            kept = [
                reference
                for reference in new["metadata"]["ownerReferences"]
                if reference.get("uid") != owner["metadata"]["uid"]
            ]
            new["metadata"].pop("ownerReferences")
            if kept:
                new["metadata"]["ownerReferences"] = kept
            self.store.put(resource, new, obj)

    # Checks

    def read(self, resource, body, options):
        """An object as the server understands it; new."""
        if not isinstance(body, dict):
            text = "the object provided is unrecognized (must be of type %s)"
            raise bad_request(text % resource.kind)
        version, kind = body.get("apiVersion"), body.get("kind")
        if version not in (None, resource.api_version) or kind not in (None, resource.kind):
            raise bad_request(
                "the object provided is unrecognized (must be of type %s): couldn't get "
                "version/kind; %s, Kind=%s (expected %s, Kind=%s)"
                % (resource.kind, version, kind, resource.api_version, resource.kind)
            )
        try:
            obj, unknown = decode(resource, clone(body))
        except Wrong as e:
            raise bad_request(str(e)) from None
        except Mistyped as e:
            name = (body.get("metadata") or {}).get("name") or ""
            raise refused(resource, name, [e.cause]) from None
        if unknown and options.strictness == "Strict":
            told = ", ".join('unknown field "%s"' % path for path in unknown)
            raise bad_request(
                '%s in version "%s" cannot be handled as a %s: strict decoding error: %s'
                % (resource.kind, resource.version, resource.kind, told)
            )
        if unknown and options.strictness == "Warn":
            options.warnings.extend('unknown field "%s"' % path for path in unknown)
        obj["apiVersion"], obj["kind"] = resource.api_version, resource.kind
        return obj

    def complete(self, resource, obj):
        if resource.custom:
            custom_defaults(resource.type, obj)
            return
        fill = DEFAULTS.get(resource.kind)
        if fill:
            fill(obj, self)

    def check(self, resource, obj, old):
        causes = problems(resource, obj)
        if old is not None:
            causes += change_problems(resource, old, obj)
        if causes:
            raise refused(resource, obj["metadata"].get("name") or "", causes)

    def guard(self, resource, obj, options):
        if self.rights is not None:
            self.rights.guard(options.user, resource, obj)

    def demand(self, verb, resource, namespace, name, options):
        """A right besides the one to ask this at all."""
        if self.rights is not None and options.user is not None:
            wish = self.rights.wish(verb, resource, namespace, name)
            self.rights.demand(options.user, wish)

    def check_names(self, resource, namespace, name, metadata):
        given = metadata.get("namespace")
        if resource.namespaced and given and given != namespace:
            raise bad_request(
                "the namespace of the provided object does not match the namespace sent on the "
                "request"
            )
        if not resource.namespaced and given:
            metadata.pop("namespace", None)
        if name is not None:
            if not metadata.get("name"):
                metadata["name"] = name
            if metadata["name"] != name:
                raise bad_request(
                    "the name of the object (%s) does not match the name on the URL (%s)"
                    % (metadata["name"], name)
                )

    def check_namespace(self, resource, namespace, name):
        if not resource.namespaced:
            return
        home = self.store.all(("", "namespaces")).get(("", namespace))
        if home is None:
            raise not_found(self.store.resource("", "v1", "namespaces"), namespace)
        if home["metadata"].get("deletionTimestamp"):
            why = "unable to create new content in namespace %s because it is being terminated"
            found = details(resource, name)
            found["causes"] = [
                {
                    "reason": "NamespaceTerminating",
                    "message": "namespace %s is being terminated" % namespace,
                    "field": "metadata.namespace",
                }
            ]
            text = '%s "%s" is forbidden: %s' % (resource.full, name, why % namespace)
            raise ApiError(403, "Forbidden", text, found)


def too_old(version, oldest):
    text = "too old resource version: %d (%d)" % (version, oldest)
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": text,
        "reason": "Expired",
        "code": 410,
    }


def patch_refused(body, why):
    shown = json.dumps(json.dumps(body, separators=(",", ":")))
    message = "Invalid value: %s: %s" % (shown, why)
    causes = [{"reason": "FieldValueInvalid", "message": message, "field": "patch"}]
    return ApiError(422, "Invalid", ' "" is invalid: patch: ' + message, {"causes": causes})


def allocated(resource, obj):
    """Fields that the server itself chooses unless they are given: nobody owns them then."""
    fields = {
        "Service": ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"),
        "Namespace": ("finalizers",),
        "Job": ("selector",),
    }.get(resource.kind, ())
    spec = obj.get("spec") or {}
    return [("f:spec", "f:" + field) for field in fields if field not in spec]


def main_reset(resource):
    return [("f:status",)] if resource.status else []


def door_reset(resource):
    fields = resource.type.fields if resource.type.kind == "struct" else {}
    return [("f:" + name,) for name in fields if name != "status"]


def timeless(obj):
    metadata = dict(obj["metadata"])
    metadata.pop("resourceVersion", None)
    entries = metadata.pop("managedFields", None) or []
    metadata["m"] = [{name: e[name] for name in e if name != "time"} for e in entries]
    return {**obj, "metadata": metadata}


def typed_errors(resource, kind, value, path, found):
    """What structured merge does not take: unknown fields, wrong types, the same key twice."""
    kind = resolve(kind, value)
    if value is None:
        return found
    if kind.kind == "scalar":
        if not of_type(kind.name, value):
            wanted = {"integer": NUMERIC, "number": NUMERIC}.get(kind.name, kind.name)
            shown = json.dumps(value) if isinstance(value, (bool, dict, list)) else value
            text = "%s: expected %s, got &value.valueUnstructured{Value:%s}"
            found.append(text % (path, wanted, shown))
    elif kind.kind == "list":
        if not isinstance(value, list):
            found.append("%s: expected list, got %s" % (path, json.dumps(value)))
            return found
        keys = set()
        for index, item in enumerate(value):
            place = "%s[%d]" % (path, index)
            if kind.keys or kind.unique:
                key = element_key(kind, item)
                place = path + shown_key(key)
                if key in keys:
                    found.append("%s: duplicate entries for key %s" % (path, shown_key(key)))
                keys.add(key)
            typed_errors(resource, kind.element, item, place, found)
    elif not isinstance(value, dict):
        found.append("%s: expected map, got %s" % (path, json.dumps(value)))
    else:
        for name, item in value.items():
            if kind.kind == "struct" and name not in kind.fields and not kind.keep:
                found.append("%s.%s: field not declared in schema" % (path, name))
            else:
                typed_errors(resource, child(kind, name), item, path + "." + name, found)
    return found


NUMERIC = "numeric (int or float)"


def of_type(name, value):
    if name == "string":
        return isinstance(value, str)
    if name == "boolean":
        return isinstance(value, bool)
    if name in ("integer", "number"):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return not isinstance(value, (dict, list))


def shown_key(key):
    told = json.loads(key[2:])
    if isinstance(told, dict):
        return "[%s]" % ",".join("%s=%s" % (k, json.dumps(told[k])) for k in sorted(told))
    return "[=%s]" % json.dumps(told)


# Selecting -----------------------------------------------------------------------------------

SET_TERM = re.compile(r"([^\s,!=()]+)\s+(in|notin)\s+\(([^)]*)\)")


def selection(query):
    """-> whether an object is asked for."""
    tests = label_tests(query.get("labelSelector") or "") + field_tests(
        query.get("fieldSelector") or ""
    )
    return lambda obj: all(test(obj) for test in tests)


def label_tests(text):
    tests = []

    def on(key, check):
        tests.append(lambda obj: check((obj["metadata"].get("labels") or {}).get(key)))

    for key, operator, listed in SET_TERM.findall(text):
        values = {value.strip() for value in listed.split(",")}
        if operator == "in":
            on(key, lambda value, values=values: value in values)
        else:
            on(key, lambda value, values=values: value not in values)
    for term in SET_TERM.sub("", text).split(","):
        term = term.strip()
        if not term:
            continue
        if "!=" in term:
            key, wanted = term.split("!=", 1)
            on(key.strip(), lambda value, wanted=wanted.strip(): value != wanted)
        elif "=" in term:
            key, wanted = re.split("==?", term, maxsplit=1)
            on(key.strip(), lambda value, wanted=wanted.strip(): value == wanted)
        elif term.startswith("!"):
            on(term[1:].strip(), lambda value: value is None)
        else:
            on(term, lambda value: value is not None)
    return tests


def field_tests(text):
    tests = []
    for term in text.split(","):
        if not term.strip():
            continue
        negative = "!=" in term
        key, wanted = re.split("!=|==?", term, maxsplit=1)

        def check(obj, key=key.strip(), wanted=wanted.strip(), negative=negative):
            value = obj
            for part in key.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            return (str(value if value is not None else "") == wanted) != negative

        tests.append(check)
    return tests


def seen(event, fits):
    """What a watcher with that selection is told of an event."""
    now_in = event.sort != "DELETED" and fits(event.obj)
    was_in = event.old is not None and fits(event.old)
    if now_in:
        return ("MODIFIED" if was_in else "ADDED", event.obj)
    if was_in:
        last = event.obj
        if event.sort != "DELETED":
            version = event.obj["metadata"]["resourceVersion"]
            last = {**event.old, "metadata": {**event.old["metadata"], "resourceVersion": version}}
        return ("DELETED", last)
    return None
