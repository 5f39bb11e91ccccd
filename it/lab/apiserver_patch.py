"""The patches of an API server other than apply: merge, JSON, strategic. Standard library only."""

from apiserver_merge import child, copied, same


class Unfit(Exception):
    """The patch cannot be applied to this object."""


class Malformed(Exception):
    pass


def merge_patch(value, patch):
    """RFC 7386."""
    if not isinstance(patch, dict):
        return copied(patch)
    result = dict(value) if isinstance(value, dict) else {}
    for name, item in patch.items():
        if item is None:
            result.pop(name, None)
        else:
            result[name] = merge_patch(result.get(name), item)
    return result


def json_patch(value, operations):
    """RFC 6902."""
    if not isinstance(operations, list):
        raise Malformed("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    value = copied(value)
    for operation in operations:
        value = one_operation(value, operation)
    return value


def one_operation(root, operation):
    sort = operation.get("op")
    path = operation.get("path")
    if sort == "test":
        try:
            found = get(root, pointer(path))
        except Unfit:
            found = None
        if not same(found, operation.get("value")):
            raise Unfit("testing value %s failed: test failed" % path)
        return root
    if sort in ("move", "copy"):
        moved = copied(get(root, pointer(operation.get("from"))))
        if sort == "move":
            root = take(root, pointer(operation.get("from")), "remove", path)
        return add(root, pointer(path), moved, path)
    if sort == "add":
        return add(root, pointer(path), copied(operation.get("value")), path)
    if sort == "remove":
        return take(root, pointer(path), "remove", path)
    if sort == "replace":
        if not pointer(path):
            return copied(operation.get("value"))
        root = take(root, pointer(path), "replace", path)
        return add(root, pointer(path), copied(operation.get("value")), path)
    raise Malformed("unexpected kind: %s" % sort)


def pointer(path):
    if path == "":
        return []
    if not isinstance(path, str) or not path.startswith("/"):
        raise Malformed("path must begin with /: %s" % path)
    return [part.replace("~1", "/").replace("~0", "~") for part in path[1:].split("/")]


def get(value, parts):
    for part in parts:
        value = value[place(value, part, "get")]
    return value


def place(value, part, verb):
    if isinstance(value, dict):
        if part not in value:
            raise Unfit("%s operation does not apply: doc is missing key: %s" % (verb, part))
        return part
    if isinstance(value, list) and part.lstrip("-").isdigit() and int(part) < len(value):
        return int(part)
    raise Unfit("%s operation does not apply: doc is missing path: %s" % (verb, part))


def parent(root, parts, verb, path):
    try:
        return get(root, parts[:-1])
    except Unfit:
        text = "%s operation does not apply: doc is missing path: %s" % (verb, path)
        raise Unfit(text + ": missing value") from None


def add(root, parts, value, path):
    if not parts:
        return value
    holder = parent(root, parts, "add", path)
    if isinstance(holder, list):
        if parts[-1] == "-":
            holder.append(value)
        elif parts[-1].isdigit() and int(parts[-1]) <= len(holder):
            holder.insert(int(parts[-1]), value)
        else:
            raise Unfit("add operation does not apply: doc is missing path: %s" % path)
    elif isinstance(holder, dict):
        holder[parts[-1]] = value
    else:
        raise Unfit("add operation does not apply: doc is missing path: %s" % path)
    return root


def take(root, parts, verb, path):
    holder = parent(root, parts, verb, path)
    del holder[place(holder, parts[-1], verb)]
    return root


def strategic_patch(kind, value, patch):
    """Lists with a merge key are merged by the first of their keys, all others are replaced."""
    if patch.get("$patch") == "replace":
        return {name: copied(item) for name, item in patch.items() if name != "$patch"}
    if patch.get("$patch") == "delete":
        return {}
    result = dict(value) if isinstance(value, dict) else {}
    keep = patch.get("$retainKeys")
    if keep is not None:
        result = {name: item for name, item in result.items() if name in keep}
    for name, item in patch.items():
        if name.startswith("$deleteFromPrimitiveList/"):
            field = name.split("/", 1)[1]
            result[field] = [old for old in result.get(field) or [] if old not in item]
        if name.startswith("$"):
            continue
        below = child(kind, name)
        if item is None:
            result.pop(name, None)
        elif isinstance(item, dict):
            result[name] = strategic_patch(below, result.get(name), item)
        elif isinstance(item, list) and below.kind == "list" and below.keys:
            result[name] = strategic_list(below, result.get(name) or [], item)
        elif isinstance(item, list) and below.kind == "list" and below.unique:
            old = result.get(name) or []
            result[name] = old + [added for added in item if added not in old]
        else:
            result[name] = copied(item)
    for name, order in patch.items():
        if name.startswith("$setElementOrder/"):
            field = name.split("/", 1)[1]
            below = child(kind, field)
            if below.keys and isinstance(result.get(field), list):
                first = below.keys[0]
                ranks = {item.get(first): rank for rank, item in enumerate(order)}
                result[field].sort(key=lambda item: ranks.get(item.get(first), len(ranks)))
    return result


def strategic_list(kind, live, patch):
    first = kind.keys[0]
    result = list(live)
    if any(item.get("$patch") == "replace" for item in patch):
        return [copied(item) for item in patch if "$patch" not in item]
    for item in patch:
        where = [i for i, old in enumerate(result) if old.get(first) == item.get(first)]
        if item.get("$patch") == "delete":
            result = [old for i, old in enumerate(result) if i not in where]
        elif where:
            result[where[0]] = strategic_patch(kind.element, result[where[0]], item)
        else:
            result.append(strategic_patch(kind.element, {}, item))
    return result
