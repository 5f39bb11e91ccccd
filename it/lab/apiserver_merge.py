"""Schemas of Kubernetes objects, and server-side apply over them.

Written after the documentation of server-side apply and after the rules of structured-merge-diff:
a field is a path of elements as FieldsV1 writes them (`f:spec`, `k:{"name":"x"}`, `v:"x"`), a set
of fields is a set of such paths.

List types. A list is atomic unless it is named here: KEYED has the merge keys of associative lists
(those that a server's OpenAPI document calls `map`), SETS the lists that are `set`, and ATOMIC the
structures and maps that are replaced as a whole. Maps are granular otherwise. In custom resources
`x-kubernetes-list-type`, `x-kubernetes-list-map-keys` and `x-kubernetes-map-type` say it.
Standard library only.
"""

import copy
import json
import os

# Type.field -> merge keys.
KEYED = {
    "ObjectMeta.ownerReferences": ["uid"],
    "PodSpec.containers": ["name"],
    "PodSpec.initContainers": ["name"],
    "PodSpec.ephemeralContainers": ["name"],
    "PodSpec.volumes": ["name"],
    "PodSpec.imagePullSecrets": ["name"],
    "PodSpec.hostAliases": ["ip"],
    "PodSpec.topologySpreadConstraints": ["topologyKey", "whenUnsatisfiable"],
    "PodSpec.schedulingGates": ["name"],
    "PodSpec.resourceClaims": ["name"],
    "Container.ports": ["containerPort", "protocol"],
    "Container.env": ["name"],
    "Container.volumeMounts": ["mountPath"],
    "Container.volumeDevices": ["devicePath"],
    "EphemeralContainer.ports": ["containerPort", "protocol"],
    "EphemeralContainer.env": ["name"],
    "EphemeralContainer.volumeMounts": ["mountPath"],
    "EphemeralContainer.volumeDevices": ["devicePath"],
    "ResourceRequirements.claims": ["name"],
    "ServiceSpec.ports": ["port", "protocol"],
    "ServiceAccount.secrets": ["name"],
    "ServiceStatus.conditions": ["type"],
    "PodStatus.conditions": ["type"],
    "PodStatus.podIPs": ["ip"],
    "NodeStatus.conditions": ["type"],
    "NodeStatus.addresses": ["type"],
    "NamespaceStatus.conditions": ["type"],
    "PersistentVolumeClaimStatus.conditions": ["type"],
    "DeploymentStatus.conditions": ["type"],
    "StatefulSetStatus.conditions": ["type"],
    "DaemonSetStatus.conditions": ["type"],
    "ReplicaSetStatus.conditions": ["type"],
    "PodDisruptionBudgetStatus.conditions": ["type"],
    "HorizontalPodAutoscalerStatus.conditions": ["type"],
    "APIServiceStatus.conditions": ["type"],
    "CustomResourceDefinitionStatus.conditions": ["type"],
    "ValidatingWebhookConfiguration.webhooks": ["name"],
    "MutatingWebhookConfiguration.webhooks": ["name"],
    "ValidatingWebhook.matchConditions": ["name"],
    "MutatingWebhook.matchConditions": ["name"],
}
KEY_DEFAULTS = {"protocol": "TCP"}

SETS = {"ObjectMeta.finalizers", "NodeSpec.podCIDRs"}

# Structures and maps (as Type.field) that have one owner.
ATOMIC = {
    "LabelSelector",
    "LocalObjectReference",
    "TypedLocalObjectReference",
    "ObjectReference",
    "SecretReference",
    "SecretKeySelector",
    "ConfigMapKeySelector",
    "ObjectFieldSelector",
    "ResourceFieldSelector",
    "NodeSelector",
    "NodeSelectorTerm",
    "ScopeSelector",
    "TopologySelectorTerm",
    "RoleRef",
    "Subject",
    "CrossVersionObjectReference",
    "ServiceBackendPort",
    "OwnerReference",
    "ManagedFieldsEntry",
    "PodSpec.nodeSelector",
    "ServiceSpec.selector",
    "ResourceQuotaSpec.scopeSelector",
}
GRANULAR = {"PersistentVolumeSpec.claimRef"}


class Type:
    """kind: scalar, any (told by the value), struct, map, list."""

    __slots__ = ("kind", "name", "fields", "element", "atomic", "keys", "unique", "rules", "keep")

    def __init__(self, kind, name="", element=None, atomic=False, keys=None, unique=False):
        self.kind = kind
        self.name = name
        self.fields = {}
        self.element = element
        self.atomic = atomic
        self.keys = keys
        self.unique = unique
        self.rules = None
        self.keep = False


ANY = Type("any")
SCALARS = {
    name: Type("scalar", name)
    for name in ("string", "integer", "number", "boolean", "int-or-string", "quantity")
}


def load_types():
    """The types of the built-in kinds, from apiserver_types.txt: a name, then its fields."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "apiserver_types.txt")
    structs, words = {}, []
    with open(path) as lines:
        for line in lines:
            if line.startswith(("#", "\n")):
                continue
            if not line.startswith(" "):
                current = line.strip()
                structs[current] = Type("struct", current, atomic=current in ATOMIC)
            else:
                words.append((current, *line.split()))
    for owner, field, word in words:
        structs[owner].fields[field] = typed(word, owner + "." + field, structs)
    return structs


def typed(word, place, structs):
    if word.startswith("["):
        element = typed(word[1:-1], "", structs)
        keys = KEYED.get(place)
        unique = place in SETS
        return Type("list", word, element, not keys and not unique, keys, unique)
    if word.startswith("{"):
        return Type("map", word, typed(word[1:-1], "", structs), place in ATOMIC)
    if word in SCALARS:
        return SCALARS[word]
    if word == "any":
        return ANY
    found = structs[word]
    if found.atomic and (place in GRANULAR):
        found = Type("struct", word)
        found.fields = structs[word].fields
    return found


def deduced(value):
    """What a value is of which no schema says anything."""
    if isinstance(value, dict):
        return Type("map", "any", ANY)
    if isinstance(value, list):
        return Type("list", "any", ANY, True)
    return SCALARS["string"]


def same(one, other):
    """Equality that tells 1 from true."""
    if type(one) is not type(other) and isinstance(one, bool) != isinstance(other, bool):
        return False
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(same(value, other[key]) for key, value in one.items())
        )
    if isinstance(one, list):
        return (
            isinstance(other, list)
            and len(one) == len(other)
            and all(same(a, b) for a, b in zip(one, other))
        )
    return one == other


def compact(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def element_key(kind, item):
    """The path element of an item of an associative list or a set."""
    if kind.unique:
        return "v:" + compact(item)
    found = {}
    for key in kind.keys:
        value = item.get(key) if isinstance(item, dict) else None
        if value is None:
            value = KEY_DEFAULTS.get(key)
        if value is not None:
            found[key] = value
    return "k:" + compact(found)


def child(kind, name):
    return kind.fields.get(name, ANY) if kind.kind == "struct" else kind.element or ANY


def resolve(kind, value):
    return deduced(value) if kind.kind == "any" else kind


# Sets of fields ------------------------------------------------------------------------------


def field_set(kind, value, path=(), found=None):
    """What an applier owns who applied this."""
    found = set() if found is None else found
    kind = resolve(kind, value)
    if kind.kind == "scalar" or kind.atomic or value is None:
        found.add(path)
    elif kind.kind == "list":
        for item in value:
            below = path + (element_key(kind, item),)
            field_set(kind.element, item, below, found)
            found.add(below)
    else:
        for name, item in value.items():
            below = path + ("f:" + name,)
            field_set(child(kind, name), item, below, found)
            if item == {} or (kind.kind == "map"):
                found.add(below)
    return found


def compare(kind, old, new, path, added, changed, removed):
    """Fields by which new differs from old; MISSING stands for not there."""
    if old is MISSING and new is MISSING:
        return
    kind = resolve(kind, old if new is MISSING or new is None else new)
    leaf = kind.kind == "scalar" or kind.atomic or not (nested(old) or nested(new))
    if old is MISSING:
        added.add(path)
    elif new is MISSING:
        removed.add(path)
    elif leaf:
        if not same(old, new):
            changed.add(path)
        return
    if leaf:
        return
    if kind.kind == "list":
        before, after = items(kind, old), items(kind, new)
        for key in list(before) + [key for key in after if key not in before]:
            compare(
                kind.element,
                before.get(key, MISSING),
                after.get(key, MISSING),
                path + (key,),
                added,
                changed,
                removed,
            )
        return
    before = old if isinstance(old, dict) else {}
    after = new if isinstance(new, dict) else {}
    for name in list(before) + [name for name in after if name not in before]:
        compare(
            child(kind, name),
            before.get(name, MISSING),
            after.get(name, MISSING),
            path + ("f:" + name,),
            added,
            changed,
            removed,
        )


MISSING = object()


def nested(value):
    return isinstance(value, (dict, list)) and len(value) > 0


def items(kind, value):
    found = {}
    if isinstance(value, list):
        for item in value:
            found.setdefault(element_key(kind, item), item)
    return found


def named_parents(paths):
    """With the named fields above each as members: lists and structures go with what is in them.

    Items of associative lists, sets and free maps only count when they are members themselves;
    that free maps' entries always are makes it unnecessary to know the schema here.
    """
    found = set(paths)
    for path in paths:
        for end in range(len(path) - 1, 0, -1):
            if path[end - 1].startswith("f:"):
                found.add(path[:end])
    return found


def merge(kind, live, config):
    """Live with what is in config over it."""
    kind = resolve(kind, config)
    if (
        config is None
        or kind.kind == "scalar"
        or kind.atomic
        or type(live) is not type(config)
        or live is MISSING
    ):
        return copied(config)
    if kind.kind == "list":
        return merge_list(kind, live, config)
    merged = dict(live)
    for name, value in config.items():
        merged[name] = merge(child(kind, name), live.get(name, MISSING), value)
    return merged


def merge_list(kind, live, config):
    wanted = {element_key(kind, item): item for item in config}
    there = [(element_key(kind, item), item) for item in live]
    position = {key: index for index, (key, _) in enumerate(there)}
    merged, done = [], 0
    for key, item in wanted.items():
        index = position.get(key)
        if index is None:
            merged.append(copied(item))
            continue
        while done <= index:
            other, value = there[done]
            if other not in wanted:
                merged.append(value)
            done += 1
        merged.append(merge(kind.element, there[index][1], item))
    merged.extend(value for other, value in there[done:] if other not in wanted)
    return merged


def without(kind, value, paths):
    """Value without the fields at these paths."""
    tree = {}
    for path in paths:
        node = tree
        for element in path:
            node = node.setdefault(element, {})
        node["."] = True
    return remove(kind, value, tree)


def remove(kind, value, tree):
    kind = resolve(kind, value)
    if not nested(value) or kind.atomic or kind.kind == "scalar":
        return value
    if kind.kind == "list":
        kept = []
        for item in value:
            below = tree.get(element_key(kind, item))
            if below is None:
                kept.append(item)
            elif "." not in below:
                kept.append(remove(kind.element, item, below))
        return kept
    kept = {}
    for name, item in value.items():
        below = tree.get("f:" + name)
        if below is None:
            kept[name] = item
        elif "." not in below:
            kept[name] = remove(child(kind, name), item, below)
    return kept


def copied(value):
    return copy.deepcopy(value) if isinstance(value, (dict, list)) else value


# FieldsV1 ------------------------------------------------------------------------------------


def to_fields(paths):
    tree = {}
    for path in sorted(paths):
        node = tree
        for element in path:
            node = node.setdefault(element, {})
        node["."] = {}
    return trimmed(tree)


def trimmed(tree):
    if list(tree) == ["."]:
        return {}
    return {key: trimmed(tree[key]) if key != "." else {} for key in sorted(tree)}


def from_fields(tree, path=(), found=None):
    found = set() if found is None else found
    if not tree and path:
        found.add(path)
    for element, below in (tree or {}).items():
        if element == ".":
            found.add(path)
        else:
            from_fields(below, path + (element,), found)
    return found


def written(path):
    """As conflicts name a field."""
    text = ""
    for element in path:
        sort, _, rest = element.partition(":")
        if sort == "f":
            text += "." + rest
        elif sort == "k":
            pairs = json.loads(rest)
            text += "[%s]" % ",".join("%s=%s" % (key, compact(pairs[key])) for key in sorted(pairs))
        elif sort == "v":
            text += "[=%s]" % rest
        else:
            text += "[%s]" % rest
    return text


# Managers ------------------------------------------------------------------------------------

# What no manager ever owns.
STRIPPED = {
    ("f:apiVersion",),
    ("f:kind",),
    ("f:metadata",),
    *(
        ("f:metadata", "f:" + name)
        for name in (
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "clusterName",
            "generation",
            "managedFields",
            "resourceVersion",
        )
    ),
}
MOST_UPDATERS = 10


def owned(paths, reset):
    """Without what nobody owns, and what this door cannot write (`reset`, prefixes)."""
    return {
        path
        for path in paths
        if path
        and path not in STRIPPED
        and not any(path[: len(prefix)] == prefix for prefix in reset)
        and path[:2] != ("f:metadata", "f:managedFields")
    }


class Manager:
    __slots__ = ("name", "operation", "version", "subresource", "time", "fields")

    def __init__(self, name, operation, version, subresource, time, fields):
        self.name = name
        self.operation = operation
        self.version = version
        self.subresource = subresource
        self.time = time
        self.fields = fields

    def identity(self):
        version = "" if self.operation == "Apply" else self.version
        return (self.name, self.operation, version, self.subresource)

    def entry(self):
        entry = {
            "manager": self.name,
            "operation": self.operation,
            "apiVersion": self.version,
            "time": self.time,
            "fieldsType": "FieldsV1",
            "fieldsV1": to_fields(self.fields),
        }
        if self.subresource:
            entry["subresource"] = self.subresource
        return entry

    def described(self):
        text = json.dumps(self.name)
        if self.subresource:
            text += " with subresource %s" % json.dumps(self.subresource)
        return text + (" using " + self.version if self.operation == "Update" else "")


def managers_of(obj):
    found = {}
    for entry in obj.get("metadata", {}).get("managedFields") or []:
        manager = Manager(
            entry.get("manager", ""),
            entry.get("operation", ""),
            entry.get("apiVersion", ""),
            entry.get("subresource", ""),
            entry.get("time"),
            from_fields(entry.get("fieldsV1")),
        )
        found[manager.identity()] = manager
    return found


def set_managers(obj, managers):
    """Sorted as a server does: appliers first, then by time, then by name."""
    kept = [manager for manager in managers.values() if manager.fields]
    kept.sort(key=lambda m: (m.operation != "Apply", m.time or "", m.name, m.version))
    metadata = obj["metadata"] = dict(obj.get("metadata") or {})
    metadata.pop("managedFields", None)
    if kept:
        metadata["managedFields"] = [manager.entry() for manager in kept]
    return obj


def bare(obj):
    metadata = dict(obj.get("metadata") or {})
    metadata.pop("managedFields", None)
    return {**obj, "metadata": metadata}


def track_update(kind, old, new, managers, name, version, subresource, now, reset):
    """Managers after somebody wrote the object as a whole; `old` is what to compare with."""
    added, changed, removed = set(), set(), set()
    compare(kind, bare(old), bare(new), (), added, changed, removed)
    written_to = owned(added | changed, reset)
    removed = owned(removed, reset)
    if not written_to and not removed:
        return managers
    mine = Manager(name, "Update", version, subresource, now, set())
    identity = mine.identity()
    result = {}
    for key, manager in managers.items():
        fields = manager.fields
        if key != identity:
            fields = fields - written_to
        fields = fields - removed
        if fields != manager.fields:
            manager = Manager(*key[:2], manager.version, key[3], manager.time, fields)
        result[key] = manager
    before = result.get(identity)
    if written_to or before is not None:
        mine.fields = (before.fields if before else set()) | written_to
        if before is not None and not written_to and before.fields == managers[identity].fields:
            mine.time = before.time
        result[identity] = mine
    return capped({key: manager for key, manager in result.items() if manager.fields}, now)


def capped(managers, now):
    """The oldest updaters become one when there are many."""
    updaters = sorted(
        (m for m in managers.values() if m.operation == "Update"), key=lambda m: m.time or ""
    )
    while len(updaters) > MOST_UPDATERS:
        first, second = updaters[0], updaters[1]
        fields = first.fields | second.fields
        merged = Manager("ancient-changes", "Update", first.version, "", second.time, fields)
        managers = {k: m for k, m in managers.items() if m not in (first, second)}
        managers[merged.identity()] = merged
        updaters = [merged] + updaters[2:]
    return managers


class Conflicts(Exception):
    def __init__(self, found):
        """found: (manager, path), sorted."""
        super().__init__(conflict_message(found))
        self.causes = [
            {
                "reason": "FieldManagerConflict",
                "message": "conflict with " + manager.described(),
                "field": written(path),
            }
            for manager, path in found
        ]


def conflict_message(found):
    if len(found) == 1:
        manager, path = found[0]
        return "Apply failed with 1 conflict: conflict with %s: %s" % (
            manager.described(),
            written(path),
        )
    lines, last = [], None
    for manager, path in found:
        if manager is not last:
            lines.append("conflicts with %s:" % manager.described())
            last = manager
        lines.append("- " + written(path))
    return "Apply failed with %d conflicts: %s" % (len(found), "\n".join(lines))


def apply(kind, live, config, managers, name, version, subresource, now, force, reset):
    """-> (object, managers). Raises Conflicts."""
    mine = Manager(name, "Apply", version, subresource, now, set())
    identity = mine.identity()
    last = managers.get(identity)
    mine.fields = owned(field_set(kind, bare(config)), reset)
    merged = merge(kind, bare(live), bare(config))
    if last is not None:
        others = set()
        for key, manager in managers.items():
            if key != identity:
                others |= manager.fields
        kept = named_parents(others | mine.fields)
        gone = named_parents(last.fields) - kept
        gone = owned(gone, [])
        if gone:
            merged = without(kind, merged, gone)
    added, changed, removed = set(), set(), set()
    compare(kind, bare(live), merged, (), added, changed, removed)
    touched = owned(added | changed, reset)
    removed = owned(removed, reset)
    conflicts = []
    result = {}
    for key, manager in managers.items():
        if key == identity:
            continue
        clash = manager.fields & touched
        if clash:
            conflicts.extend((manager, path) for path in sorted(clash))
        fields = manager.fields - clash - removed
        if fields != manager.fields:
            manager = Manager(*key[:2], manager.version, key[3], manager.time, fields)
        if fields:
            result[key] = manager
    if conflicts and not force:
        conflicts.sort(key=lambda c: c[0].described())
        raise Conflicts(conflicts)
    if last is not None and last.fields == mine.fields and last.version == version:
        mine.time = last.time
    if mine.fields:
        result[identity] = mine
    return merged, result
