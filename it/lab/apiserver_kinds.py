"""The kinds that the API server of the lab knows: how they are served, what a server fills in, and
what it refuses. After the API reference of Kubernetes 1.33. Standard library only.
"""

import base64
import json
import re

from apiserver_merge import ANY, SCALARS, Type, load_types, same


class Resource:
    """How a kind is served."""

    def __init__(
        self, group, version, plural, kind, namespaced, short=(), status=False, scale=False
    ):
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.namespaced = namespaced
        self.short = list(short)
        self.singular = kind.lower()
        self.status = status
        self.scale = scale
        self.categories = []
        self.type = None
        self.custom = None
        self.virtual = False

    @property
    def api_version(self):
        return "%s/%s" % (self.group, self.version) if self.group else self.version

    @property
    def key(self):
        return (self.group, self.plural)

    @property
    def full(self):
        """As messages name it."""
        return "%s.%s" % (self.plural, self.group) if self.group else self.plural

    @property
    def kind_name(self):
        return "%s.%s" % (self.kind, self.group) if self.group else self.kind


# group version plural Kind namespaced(N/C) +status +scale short names
TABLE = """
core v1 namespaces Namespace C status ns
core v1 configmaps ConfigMap N - cm
core v1 secrets Secret N -
core v1 serviceaccounts ServiceAccount N - sa
core v1 services Service N status svc
core v1 persistentvolumes PersistentVolume C status pv
core v1 persistentvolumeclaims PersistentVolumeClaim N status pvc
core v1 pods Pod N status po
core v1 nodes Node C status no
core v1 events Event N - ev
core v1 endpoints Endpoints N - ep
core v1 resourcequotas ResourceQuota N status quota
core v1 limitranges LimitRange N - limits
apps v1 deployments Deployment N scale deploy
apps v1 statefulsets StatefulSet N scale sts
apps v1 daemonsets DaemonSet N status ds
apps v1 replicasets ReplicaSet N scale rs
apps v1 controllerrevisions ControllerRevision N -
batch v1 jobs Job N status
batch v1 cronjobs CronJob N status cj
networking.k8s.io v1 ingresses Ingress N status ing
networking.k8s.io v1 ingressclasses IngressClass C -
networking.k8s.io v1 networkpolicies NetworkPolicy N - netpol
policy v1 poddisruptionbudgets PodDisruptionBudget N status pdb
autoscaling v2 horizontalpodautoscalers HorizontalPodAutoscaler N status hpa
rbac.authorization.k8s.io v1 roles Role N -
rbac.authorization.k8s.io v1 clusterroles ClusterRole C -
rbac.authorization.k8s.io v1 rolebindings RoleBinding N -
rbac.authorization.k8s.io v1 clusterrolebindings ClusterRoleBinding C -
storage.k8s.io v1 storageclasses StorageClass C - sc
scheduling.k8s.io v1 priorityclasses PriorityClass C - pc
admissionregistration.k8s.io v1 validatingwebhookconfigurations ValidatingWebhookConfiguration C -
admissionregistration.k8s.io v1 mutatingwebhookconfigurations MutatingWebhookConfiguration C -
apiregistration.k8s.io v1 apiservices APIService C status
apiextensions.k8s.io v1 customresourcedefinitions CustomResourceDefinition C status crd crds
coordination.k8s.io v1 leases Lease N -
discovery.k8s.io v1 endpointslices EndpointSlice N -
authorization.k8s.io v1 subjectaccessreviews SubjectAccessReview C virtual
authorization.k8s.io v1 selfsubjectaccessreviews SelfSubjectAccessReview C virtual
"""

TYPES = load_types()


def built_in():
    found = []
    for line in TABLE.split("\n"):
        words = line.split()
        if not words:
            continue
        group, version, plural, kind, scope, doors = words[:6]
        resource = Resource(
            "" if group == "core" else group,
            version,
            plural,
            kind,
            scope == "N",
            words[6:],
            doors in ("status", "scale"),
            doors == "scale",
        )
        resource.virtual = doors == "virtual"
        resource.type = TYPES[kind]
        if kind in ("Pod", "Service", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet") or (
            kind in ("Job", "CronJob", "HorizontalPodAutoscaler")
        ):
            resource.categories = ["all"]
        found.append(resource)
    return found


# Custom resources ----------------------------------------------------------------------------


def custom_type(schema):
    """The type of an OpenAPI v3 schema of a CustomResourceDefinition."""
    schema = schema or {}
    sort = schema.get("type")
    atomic = schema.get("x-kubernetes-map-type") == "atomic"
    if schema.get("x-kubernetes-int-or-string"):
        made = Type("scalar", "int-or-string")
    elif sort == "object" or "properties" in schema:
        more = schema.get("additionalProperties")
        if schema.get("properties") or not more:
            made = Type("struct", "object", atomic=atomic)
            made.fields = {
                name: custom_type(value) for name, value in (schema.get("properties") or {}).items()
            }
            made.keep = bool(schema.get("x-kubernetes-preserve-unknown-fields"))
        else:
            element = custom_type(more) if isinstance(more, dict) else ANY
            made = Type("map", "object", element, atomic)
    elif sort == "array":
        how = schema.get("x-kubernetes-list-type", "atomic")
        keys = schema.get("x-kubernetes-list-map-keys") if how == "map" else None
        element = custom_type(schema.get("items"))
        made = Type("list", "array", element, how == "atomic", keys, how == "set")
    elif sort in ("string", "integer", "number", "boolean"):
        made = Type("scalar", sort)
    else:
        made = Type("any")
        made.keep = True
    made.rules = schema
    return made


def custom_resource(crd, version):
    spec = crd["spec"]
    names = spec["names"]
    resource = Resource(
        spec["group"],
        version["name"],
        names["plural"],
        names["kind"],
        spec.get("scope") == "Namespaced",
        names.get("shortNames") or [],
        "status" in (version.get("subresources") or {}),
    )
    resource.singular = names.get("singular") or names["kind"].lower()
    resource.categories = names.get("categories") or []
    resource.type = custom_type((version.get("schema") or {}).get("openAPIV3Schema"))
    if resource.type.kind == "struct":
        resource.type.fields.update(
            apiVersion=SCALARS["string"], kind=SCALARS["string"], metadata=TYPES["ObjectMeta"]
        )
    resource.custom = crd["metadata"]["name"]
    return resource


# Decoding ------------------------------------------------------------------------------------


class Wrong(Exception):
    """A value that is not of its type: nothing can be done with the document."""


GO_NAMES = {"string": "string", "integer": "int32", "number": "float64", "boolean": "bool"}


def decode(resource, obj):
    """-> (object without unknown fields and nulls, unknown fields). Raises Wrong."""
    unknown = []
    return walk(resource, resource.type, obj, "", unknown), unknown


def walk(resource, kind, value, path, unknown):
    if kind.kind == "any":
        return value
    if value is None:
        return None
    if kind.kind == "scalar":
        check_scalar(resource, kind, value, path)
        return value
    if kind.kind == "list":
        if not isinstance(value, list):
            wrong(resource, path, value, "[]" + (kind.name if resource.custom else "v1"))
        return [
            walk(resource, kind.element, item, "%s[%d]" % (path, index), unknown)
            for index, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        wrong(resource, path, value, kind.name)
    if kind.kind == "map":
        return {
            name: walk(resource, kind.element, item, path + "." + name, unknown)
            for name, item in value.items()
            if item is not None
        }
    found = {}
    for name, item in value.items():
        below = kind.fields.get(name)
        if below is None:
            if kind.keep:
                found[name] = item
            else:
                unknown.append((path + "." + name)[1:])
        elif item is None:
            # Servers up to 1.33 write this null into every template, and keep it.
            if name == "creationTimestamp" and not resource.custom:
                found[name] = None
        else:
            found[name] = walk(resource, below, item, path + "." + name, unknown)
    return found


def check_scalar(resource, kind, value, path):
    name = kind.name
    if name == "int-or-string":
        fits = isinstance(value, str) or whole(value)
    elif name == "quantity":
        fits = isinstance(value, (str, int, float)) and not isinstance(value, bool)
        if isinstance(value, str) and not QUANTITY.fullmatch(value):
            raise Wrong(
                '%s in version "%s" cannot be handled as a %s: quantities must match the regular '
                "expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
                % (resource.kind, resource.version, resource.kind)
            )
    elif name == "string":
        fits = isinstance(value, str)
    elif name == "integer":
        fits = whole(value)
    elif name == "number":
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
    else:
        fits = isinstance(value, bool)
    if not fits:
        wrong(resource, path, value, name if resource.custom else GO_NAMES.get(name, name))


QUANTITY = re.compile(r"[+-]?[0-9.]+(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?")


def whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def wrong(resource, path, value, wanted):
    if resource.custom:
        raise Mistyped(path[1:], value, wanted)
    found = "object" if isinstance(value, dict) else "array" if isinstance(value, list) else None
    found = found or ("bool" if isinstance(value, bool) else None)
    found = found or ("string" if isinstance(value, str) else "number")
    raise Wrong(
        '%s in version "%s" cannot be handled as a %s: json: cannot unmarshal %s into Go struct '
        "field %s%s of type %s"
        % (resource.kind, resource.version, resource.kind, found, resource.kind, path, wanted)
    )


class Mistyped(Exception):
    """As Wrong, of a custom resource: that is an invalid object."""

    def __init__(self, path, value, wanted):
        super().__init__(path)
        found = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer"}
        self.cause = cause(
            "TypeInvalid",
            path,
            'Invalid value: "%s": %s in body must be of type %s: "%s"'
            % (found.get(type(value), "number"), path, wanted, found.get(type(value), "number")),
        )


def custom_defaults(kind, value):
    """Fills in the defaults of a custom resource's schema."""
    if kind.kind == "struct" and isinstance(value, dict) and kind.rules is not None:
        for name, below in kind.fields.items():
            rules = below.rules or {}
            if name not in value and "default" in rules:
                value[name] = json.loads(json.dumps(rules["default"]))
            if name in value:
                custom_defaults(below, value[name])
    elif kind.kind == "map" and isinstance(value, dict):
        for item in value.values():
            custom_defaults(kind.element, item)
    elif kind.kind == "list" and isinstance(value, list):
        for item in value:
            custom_defaults(kind.element, item)


def custom_problems(kind, value, path, found):
    rules = kind.rules or {}
    if isinstance(value, dict):
        for name in rules.get("required") or []:
            if name not in value:
                found.append(required(join(path, name)))
    if "enum" in rules and value not in rules["enum"]:
        found.append(unsupported(path, value, rules["enum"]))
    if isinstance(value, str) and "pattern" in rules and not re.search(rules["pattern"], value):
        text = "%s in body should match '%s'" % (path, rules["pattern"])
        found.append(invalid(path, value, text))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if "minimum" in rules and value < rules["minimum"]:
            text = "%s in body should be greater than or equal to %s" % (path, rules["minimum"])
            found.append(invalid(path, value, text))
        if "maximum" in rules and value > rules["maximum"]:
            text = "%s in body should be less than or equal to %s" % (path, rules["maximum"])
            found.append(invalid(path, value, text))
    if kind.kind == "struct" and isinstance(value, dict):
        for name, below in kind.fields.items():
            if name in value and below.rules is not None:
                custom_problems(below, value[name], join(path, name), found)
    elif kind.kind == "map" and isinstance(value, dict):
        for name, item in value.items():
            custom_problems(kind.element, item, join(path, name), found)
    elif kind.kind == "list" and isinstance(value, list):
        for index, item in enumerate(value):
            custom_problems(kind.element, item, "%s[%d]" % (path, index), found)


def join(path, name):
    return path + "." + name if path else name


# Defaults ------------------------------------------------------------------------------------


def default_pod(spec, pod=False):
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    spec.setdefault("schedulerName", "default-scheduler")
    spec.setdefault("securityContext", {})
    if spec.get("serviceAccountName"):
        spec["serviceAccount"] = spec["serviceAccountName"]
    elif spec.get("serviceAccount"):
        spec["serviceAccountName"] = spec["serviceAccount"]
    if pod:
        spec.setdefault("enableServiceLinks", True)
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for container in spec.get(field) or []:
            default_container(container, spec, pod)
    for volume in spec.get("volumes") or []:
        default_volume(volume)


def default_container(container, spec, pod):
    image = container.get("image") or ""
    tail = image.rsplit("/", 1)[-1]
    latest = "@" not in tail and (":" not in tail or tail.endswith(":latest"))
    container.setdefault("imagePullPolicy", "Always" if latest else "IfNotPresent")
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    resources = container.setdefault("resources", {})
    if pod:
        for name, amount in (resources.get("limits") or {}).items():
            resources.setdefault("requests", {}).setdefault(name, amount)
    for port in container.get("ports") or []:
        port.setdefault("protocol", "TCP")
        if spec.get("hostNetwork"):
            port.setdefault("hostPort", port.get("containerPort"))
    for variable in container.get("env") or []:
        reference = (variable.get("valueFrom") or {}).get("fieldRef")
        if reference is not None:
            reference.setdefault("apiVersion", "v1")
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        probe = container.get(name)
        if probe is not None:
            probe.setdefault("timeoutSeconds", 1)
            probe.setdefault("periodSeconds", 10)
            probe.setdefault("successThreshold", 1)
            probe.setdefault("failureThreshold", 3)
            default_handler(probe)
    for handler in (container.get("lifecycle") or {}).values():
        if isinstance(handler, dict):
            default_handler(handler)


def default_handler(handler):
    get = handler.get("httpGet")
    if get is not None:
        get.setdefault("path", "/")
        get.setdefault("scheme", "HTTP")
    if handler.get("grpc") is not None:
        handler["grpc"].setdefault("service", "")


def default_volume(volume):
    if len([name for name in volume if name != "name"]) == 0:
        volume["emptyDir"] = {}
    for name in ("secret", "configMap", "downwardAPI", "projected"):
        if volume.get(name) is not None:
            volume[name].setdefault("defaultMode", 420)
    if volume.get("hostPath") is not None:
        volume["hostPath"].setdefault("type", "")
    for source in (volume.get("projected") or {}).get("sources") or []:
        if source.get("serviceAccountToken") is not None:
            source["serviceAccountToken"].setdefault("expirationSeconds", 3600)
        default_items(source.get("downwardAPI"))
    default_items(volume.get("downwardAPI"))
    template = (volume.get("ephemeral") or {}).get("volumeClaimTemplate")
    if template is not None:
        template.setdefault("metadata", {}).setdefault("creationTimestamp", None)
        template.setdefault("spec", {}).setdefault("volumeMode", "Filesystem")


def default_items(source):
    for item in (source or {}).get("items") or []:
        if item.get("fieldRef") is not None:
            item["fieldRef"].setdefault("apiVersion", "v1")


def default_template(holder):
    template = holder.setdefault("template", {})
    template.setdefault("metadata", {}).setdefault("creationTimestamp", None)
    default_pod(template.setdefault("spec", {}))


def default_deployment(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    strategy = spec.setdefault("strategy", {})
    strategy.setdefault("type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", "25%")
        rolling.setdefault("maxSurge", "25%")
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)
    default_template(spec)


def default_statefulset(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    spec.setdefault("podManagementPolicy", "OrderedReady")
    spec.setdefault("revisionHistoryLimit", 10)
    strategy = spec.setdefault("updateStrategy", {})
    strategy.setdefault("type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {}).setdefault("partition", 0)
    policy = spec.setdefault("persistentVolumeClaimRetentionPolicy", {})
    policy.setdefault("whenDeleted", "Retain")
    policy.setdefault("whenScaled", "Retain")
    for claim in spec.get("volumeClaimTemplates") or []:
        claim.setdefault("apiVersion", "v1")
        claim.setdefault("kind", "PersistentVolumeClaim")
        claim.setdefault("metadata", {}).setdefault("creationTimestamp", None)
        claim.setdefault("spec", {}).setdefault("volumeMode", "Filesystem")
        claim.setdefault("status", {}).setdefault("phase", "Pending")
    default_template(spec)


def default_daemonset(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("revisionHistoryLimit", 10)
    strategy = spec.setdefault("updateStrategy", {})
    strategy.setdefault("type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", 1)
        rolling.setdefault("maxSurge", 0)
    default_template(spec)


def default_replicaset(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    default_template(spec)


def default_job(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("completions", 1)
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", 6)
    spec.setdefault("completionMode", "NonIndexed")
    spec.setdefault("suspend", False)
    spec.setdefault("podReplacementPolicy", "TerminatingOrFailed")
    spec.setdefault("manualSelector", False)
    uid = obj["metadata"].get("uid")
    if not spec["manualSelector"] and uid:
        name = obj["metadata"].get("name", "")
        labels = {
            "batch.kubernetes.io/controller-uid": uid,
            "batch.kubernetes.io/job-name": name,
            "controller-uid": uid,
            "job-name": name,
        }
        spec.setdefault(
            "selector", {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
        )
        metadata = spec.setdefault("template", {}).setdefault("metadata", {})
        for key, value in labels.items():
            metadata.setdefault("labels", {}).setdefault(key, value)
    default_template(spec)


def default_cronjob(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("concurrencyPolicy", "Allow")
    spec.setdefault("suspend", False)
    spec.setdefault("successfulJobsHistoryLimit", 3)
    spec.setdefault("failedJobsHistoryLimit", 1)
    template = spec.setdefault("jobTemplate", {})
    template.setdefault("metadata", {}).setdefault("creationTimestamp", None)
    default_template(template.setdefault("spec", {}))


def default_service(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    if spec["sessionAffinity"] == "ClientIP":
        spec.setdefault("sessionAffinityConfig", {"clientIP": {"timeoutSeconds": 10800}})
    for port in spec.get("ports") or []:
        port.setdefault("protocol", "TCP")
        if port.get("targetPort") in (None, "", 0) and "port" in port:
            port["targetPort"] = port["port"]
    if spec["type"] == "ExternalName":
        return
    spec.setdefault("internalTrafficPolicy", "Cluster")
    if not spec.get("clusterIP"):
        addresses = spec.get("clusterIPs")
        spec["clusterIP"] = addresses[0] if addresses else server.allocate_address(obj)
    if not spec.get("clusterIPs"):
        spec["clusterIPs"] = [spec["clusterIP"]]
    spec.setdefault("ipFamilies", ["IPv4"])
    spec.setdefault("ipFamilyPolicy", "SingleStack")
    if spec["type"] in ("NodePort", "LoadBalancer"):
        spec.setdefault("externalTrafficPolicy", "Cluster")
        for port in spec.get("ports") or []:
            if not port.get("nodePort"):
                port["nodePort"] = server.allocate_port(obj, port)
    if spec["type"] == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)


def default_secret(obj, server):
    obj.setdefault("type", "Opaque")
    plain = obj.pop("stringData", None)
    if plain:
        data = obj.setdefault("data", {})
        for key, value in plain.items():
            data[key] = base64.b64encode(value.encode()).decode()


def default_claim(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("volumeMode", "Filesystem")
    if "storageClassName" not in spec:
        name = server.default_storage_class()
        if name:
            spec["storageClassName"] = name


def default_volume_object(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("persistentVolumeReclaimPolicy", "Retain")
    spec.setdefault("volumeMode", "Filesystem")
    if spec.get("hostPath") is not None:
        spec["hostPath"].setdefault("type", "")


def default_namespace(obj, server):
    obj.setdefault("spec", {}).setdefault("finalizers", ["kubernetes"])
    if obj["metadata"].get("name"):
        labels = obj["metadata"].setdefault("labels", {})
        labels["kubernetes.io/metadata.name"] = obj["metadata"]["name"]


def default_policy(obj, server):
    spec = obj.setdefault("spec", {})
    if "policyTypes" not in spec:
        spec["policyTypes"] = ["Ingress"] + (["Egress"] if spec.get("egress") else [])
    for rule in (spec.get("ingress") or []) + (spec.get("egress") or []):
        for port in rule.get("ports") or []:
            port.setdefault("protocol", "TCP")


def default_autoscaler(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("minReplicas", 1)
    if not spec.get("metrics"):
        target = {"type": "Utilization", "averageUtilization": 80}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]


def default_binding(obj, server):
    obj.setdefault("roleRef", {}).setdefault("apiGroup", "rbac.authorization.k8s.io")
    for subject in obj.get("subjects") or []:
        if subject.get("kind") in ("User", "Group"):
            subject.setdefault("apiGroup", "rbac.authorization.k8s.io")


def default_storage_class(obj, server):
    obj.setdefault("reclaimPolicy", "Delete")
    obj.setdefault("volumeBindingMode", "Immediate")


def default_webhooks(obj, server):
    for webhook in obj.get("webhooks") or []:
        webhook.setdefault("failurePolicy", "Fail")
        webhook.setdefault("matchPolicy", "Equivalent")
        webhook.setdefault("timeoutSeconds", 10)
        webhook.setdefault("namespaceSelector", {})
        webhook.setdefault("objectSelector", {})
        if obj.get("kind") == "MutatingWebhookConfiguration":
            webhook.setdefault("reinvocationPolicy", "Never")
        for rule in webhook.get("rules") or []:
            rule.setdefault("scope", "*")
        service = (webhook.get("clientConfig") or {}).get("service")
        if service is not None:
            service.setdefault("port", 443)


def default_crd(obj, server):
    spec = obj.setdefault("spec", {})
    spec.setdefault("conversion", {"strategy": "None"})
    names = spec.setdefault("names", {})
    if names.get("kind"):
        names.setdefault("listKind", names["kind"] + "List")
        names.setdefault("singular", names["kind"].lower())


def default_api_service(obj, server):
    service = obj.setdefault("spec", {}).get("service")
    if service is not None:
        service.setdefault("port", 443)


DEFAULTS = {
    "Deployment": default_deployment,
    "StatefulSet": default_statefulset,
    "DaemonSet": default_daemonset,
    "ReplicaSet": default_replicaset,
    "Job": default_job,
    "CronJob": default_cronjob,
    "Service": default_service,
    "Secret": default_secret,
    "PersistentVolumeClaim": default_claim,
    "PersistentVolume": default_volume_object,
    "Namespace": default_namespace,
    "NetworkPolicy": default_policy,
    "HorizontalPodAutoscaler": default_autoscaler,
    "RoleBinding": default_binding,
    "ClusterRoleBinding": default_binding,
    "StorageClass": default_storage_class,
    "PriorityClass": lambda obj, server: obj.setdefault("preemptionPolicy", "PreemptLowerPriority"),
    "ValidatingWebhookConfiguration": default_webhooks,
    "MutatingWebhookConfiguration": default_webhooks,
    "CustomResourceDefinition": default_crd,
    "APIService": default_api_service,
    "Pod": lambda obj, server: default_pod(obj.setdefault("spec", {}), True),
}


def new_status(kind):
    """What a server writes into status when the object is made."""
    return {
        "Namespace": {"phase": "Active"},
        "Service": {"loadBalancer": {}},
        "Ingress": {"loadBalancer": {}},
        "Deployment": {},
        "StatefulSet": {"replicas": 0, "availableReplicas": 0},
        "ReplicaSet": {"replicas": 0},
        "DaemonSet": {
            "currentNumberScheduled": 0,
            "numberMisscheduled": 0,
            "desiredNumberScheduled": 0,
            "numberReady": 0,
        },
        "Job": {},
        "CronJob": {},
        "Pod": {"phase": "Pending", "qosClass": "BestEffort"},
        "PersistentVolumeClaim": {"phase": "Pending"},
        "PersistentVolume": {"phase": "Pending"},
        "PodDisruptionBudget": {
            "disruptionsAllowed": 0,
            "currentHealthy": 0,
            "desiredHealthy": 0,
            "expectedPods": 0,
        },
        "HorizontalPodAutoscaler": {"desiredReplicas": 0, "currentMetrics": None},
    }.get(kind)


def fresh(resource):
    """An object of the kind before anything was written to it, as managed fields see it."""
    template = {"metadata": {"creationTimestamp": None}, "spec": {"containers": None}}
    spec = {
        "Deployment": {"selector": None, "strategy": {}, "template": template},
        "StatefulSet": {"selector": None, "updateStrategy": {}, "template": template},
        "DaemonSet": {"selector": None, "updateStrategy": {}, "template": template},
        "ReplicaSet": {"selector": None, "template": template},
        "Job": {"template": template},
        "CronJob": {
            "jobTemplate": {
                "metadata": {"creationTimestamp": None},
                "spec": {"template": template},
            }
        },
        "Pod": {"containers": None},
    }.get(resource.kind, {})
    made = {"apiVersion": resource.api_version, "kind": resource.kind, "metadata": {}}
    if not resource.custom and "spec" in resource.type.fields:
        made["spec"] = spec
    if not resource.custom and "status" in resource.type.fields:
        made["status"] = {}
    return made


# Refusals ------------------------------------------------------------------------------------


def cause(reason, field, message):
    return {"reason": reason, "message": message, "field": field}


def required(field, more=""):
    return cause("FieldValueRequired", field, "Required value" + (": " + more if more else ""))


def invalid(field, value, why):
    shown = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return cause("FieldValueInvalid", field, "Invalid value: %s: %s" % (shown, why))


def forbidden(field, why):
    return cause("FieldValueForbidden", field, "Forbidden: " + why)


def unsupported(field, value, known):
    shown = ", ".join(json.dumps(word) for word in sorted(known, key=str))
    return cause(
        "FieldValueNotSupported",
        field,
        "Unsupported value: %s: supported values: %s" % (json.dumps(value), shown),
    )


def duplicate(field, value):
    return cause("FieldValueDuplicate", field, "Duplicate value: " + json.dumps(value))


IMMUTABLE = "field is immutable"
SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
SERVICE_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
LABEL_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
DATA_KEY = re.compile(r"[-._a-zA-Z0-9]+")
SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
LABEL_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
SERVICE_TEXT = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
    "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
)
LABEL_VALUE_TEXT = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
    "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


def problems(resource, obj):
    """What is wrong with an object, as causes."""
    found = []
    metadata = obj.get("metadata") or {}
    name_problems(resource, metadata, found)
    if resource.custom:
        if resource.type.kind == "struct":
            custom_problems(resource.type, obj, "", found)
        return found
    spec = obj.get("spec") or {}
    kind = resource.kind
    if kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"):
        selector = spec.get("selector") or {}
        labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
        if not selector.get("matchLabels") and not selector.get("matchExpressions"):
            found.append(required("spec.selector"))
        elif not matches(selector, labels):
            text = "`selector` does not match template `labels`"
            found.append(invalid("spec.template.metadata.labels", labels, text))
        template_problems(spec.get("template"), "spec.template", found, ("Always",))
    elif kind == "Job":
        template_problems(spec.get("template"), "spec.template", found, ("OnFailure", "Never"))
    elif kind == "CronJob":
        if not spec.get("schedule"):
            found.append(required("spec.schedule"))
        template = ((spec.get("jobTemplate") or {}).get("spec") or {}).get("template")
        template_problems(
            template, "spec.jobTemplate.spec.template", found, ("OnFailure", "Never")
        )
    elif kind == "Pod":
        pod_problems(spec, "spec", found)
    elif kind == "Service":
        service_problems(spec, found)
    elif kind in ("ConfigMap", "Secret"):
        data_problems(obj, found)
    elif kind == "PersistentVolumeClaim":
        if not spec.get("accessModes"):
            found.append(required("spec.accessModes", "at least 1 access mode is required"))
        if not ((spec.get("resources") or {}).get("requests") or {}).get("storage"):
            found.append(required("spec.resources[storage]"))
    elif kind == "PersistentVolume":
        if not spec.get("capacity"):
            found.append(required("spec.capacity"))
        if not spec.get("accessModes"):
            found.append(required("spec.accessModes"))
    elif kind in ("RoleBinding", "ClusterRoleBinding"):
        if not (obj.get("roleRef") or {}).get("name"):
            found.append(required("roleRef.name"))
        for index, subject in enumerate(obj.get("subjects") or []):
            if subject.get("kind") == "ServiceAccount" and not subject.get("namespace"):
                found.append(required("subjects[%d].namespace" % index))
    elif kind == "Ingress":
        for number, rule in enumerate(spec.get("rules") or []):
            for index, path in enumerate((rule.get("http") or {}).get("paths") or []):
                if not path.get("pathType"):
                    place = "spec.rules[%d].http.paths[%d].pathType" % (number, index)
                    found.append(required(place, "pathType must be specified"))
    elif kind == "CustomResourceDefinition":
        crd_problems(obj, spec, found)
    elif kind == "StorageClass" and not obj.get("provisioner"):
        found.append(required("provisioner"))
    elif kind == "HorizontalPodAutoscaler" and (spec.get("maxReplicas") or 0) < 1:
        text = "must be greater than 0"
        found.append(invalid("spec.maxReplicas", spec.get("maxReplicas") or 0, text))
    return found


def name_problems(resource, metadata, found):
    name = metadata.get("name")
    if not name:
        found.append(required("metadata.name", "name or generateName is required"))
    elif resource.group == "rbac.authorization.k8s.io":
        if "/" in name or "%" in name or name in (".", ".."):
            found.append(invalid("metadata.name", name, "may not contain '/'"))
    elif resource.kind == "Service":
        if not SERVICE_NAME.fullmatch(name) or len(name) > 63:
            found.append(invalid("metadata.name", name, SERVICE_TEXT))
    elif resource.kind == "Namespace":
        if not LABEL.fullmatch(name) or len(name) > 63:
            found.append(invalid("metadata.name", name, LABEL_TEXT))
    elif len(name) > 253:
        found.append(invalid("metadata.name", name, "must be no more than 253 bytes"))
    elif not SUBDOMAIN.fullmatch(name):
        found.append(invalid("metadata.name", name, SUBDOMAIN_TEXT))
    for value in (metadata.get("labels") or {}).values():
        if len(value) > 63:
            text = "must be no more than 63 bytes"
            found.append(invalid("metadata.labels", value, text))
        elif not LABEL_VALUE.fullmatch(value):
            found.append(invalid("metadata.labels", value, LABEL_VALUE_TEXT))
    size = sum(len(k) + len(v) for k, v in (metadata.get("annotations") or {}).items())
    if size > 256 * 1024:
        found.append(
            cause(
                "FieldValueTooLong",
                "metadata.annotations",
                "Too long: may not be more than 262144 bytes",
            )
        )


def template_problems(template, path, found, policies):
    spec = (template or {}).get("spec") or {}
    if spec.get("restartPolicy") not in policies:
        field = path + ".spec.restartPolicy"
        found.append(unsupported(field, spec.get("restartPolicy", ""), policies))
    pod_problems(spec, path + ".spec", found)


def pod_problems(spec, path, found):
    containers = spec.get("containers")
    if not containers:
        found.append(required(path + ".containers"))
    names = set()
    volumes = set()
    for index, volume in enumerate(spec.get("volumes") or []):
        if volume.get("name") in volumes:
            found.append(duplicate("%s.volumes[%d].name" % (path, index), volume.get("name")))
        volumes.add(volume.get("name"))
    for field in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(field) or []):
            place = "%s.%s[%d]" % (path, field, index)
            name = container.get("name")
            if not name:
                found.append(required(place + ".name"))
            elif name in names:
                found.append(duplicate(place + ".name", name))
            elif not LABEL.fullmatch(name):
                found.append(invalid(place + ".name", name, LABEL_TEXT))
            names.add(name)
            if not container.get("image"):
                found.append(required(place + ".image"))
            for number, port in enumerate(container.get("ports") or []):
                value = port.get("containerPort") or 0
                if not 1 <= value <= 65535:
                    text = "must be between 1 and 65535, inclusive"
                    spot = "%s.ports[%d].containerPort" % (place, number)
                    found.append(invalid(spot, value, text))
            for number, mount in enumerate(container.get("volumeMounts") or []):
                if mount.get("name") not in volumes:
                    spot = "%s.volumeMounts[%d].name" % (place, number)
                    found.append(
                        cause(
                            "FieldValueNotFound",
                            spot,
                            "Not found: " + json.dumps(mount.get("name", "")),
                        )
                    )
            for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
                given = container.get(probe)
                if given is not None and not set(given) & {"exec", "httpGet", "tcpSocket", "grpc"}:
                    found.append(required(place + "." + probe, "must specify a handler type"))


def service_problems(spec, found):
    ports = spec.get("ports") or []
    if not ports and spec.get("clusterIP") != "None" and spec.get("type") != "ExternalName":
        found.append(required("spec.ports"))
    seen = set()
    for index, port in enumerate(ports):
        number = port.get("port") or 0
        if not 1 <= number <= 65535:
            text = "must be between 1 and 65535, inclusive"
            found.append(invalid("spec.ports[%d].port" % index, number, text))
        if len(ports) > 1 and not port.get("name"):
            found.append(required("spec.ports[%d].name" % index))
        key = (number, port.get("protocol"))
        if key in seen:
            found.append(duplicate("spec.ports[%d]" % index, port))
        seen.add(key)


def data_problems(obj, found):
    size = 0
    for field in ("data", "binaryData"):
        for key, value in (obj.get(field) or {}).items():
            size += len(value.encode())
            if not DATA_KEY.fullmatch(key) or len(key) > 253:
                text = (
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
                    "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation "
                    "is '[-._a-zA-Z0-9]+')"
                )
                found.append(invalid("%s[%s]" % (field, key), key, text))
    if size > 1024 * 1024:
        # The size of all values together.
        text = "Too long: may not be more than 1048576 bytes"
        found.append(cause("FieldValueTooLong", "[]", text))


def crd_problems(obj, spec, found):
    names = spec.get("names") or {}
    for field in ("plural", "kind"):
        if not names.get(field):
            found.append(required("spec.names." + field))
    if not spec.get("group"):
        found.append(required("spec.group"))
    if spec.get("scope") not in ("Namespaced", "Cluster"):
        found.append(unsupported("spec.scope", spec.get("scope", ""), ("Cluster", "Namespaced")))
    if not spec.get("versions"):
        found.append(required("spec.versions"))
    wanted = "%s.%s" % (names.get("plural", ""), spec.get("group", ""))
    if obj["metadata"].get("name") != wanted:
        text = 'must be spec.names.plural+"."+spec.group'
        found.append(invalid("metadata.name", obj["metadata"].get("name"), text))
    for index, version in enumerate(spec.get("versions") or []):
        if not (version.get("schema") or {}).get("openAPIV3Schema"):
            place = "spec.versions[%d].schema.openAPIV3Schema" % index
            found.append(required(place, "schemas are required"))


def matches(selector, labels):
    """Whether a LabelSelector selects these labels."""
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for rule in selector.get("matchExpressions") or []:
        key, operator, values = rule.get("key"), rule.get("operator"), rule.get("values") or []
        if operator == "In" and labels.get(key) not in values:
            return False
        if operator == "NotIn" and labels.get(key) in values:
            return False
        if operator == "Exists" and key not in labels:
            return False
        if operator == "DoesNotExist" and key in labels:
            return False
    return True


STATEFUL_FREE = {
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
}


def change_problems(resource, old, new):
    """What may not be changed, as causes."""
    found = []
    if resource.custom:
        return found
    kind = resource.kind
    before, after = old.get("spec") or {}, new.get("spec") or {}

    def fixed(*fields):
        for field in fields:
            if not same(before.get(field), after.get(field)):
                found.append(invalid("spec." + field, after.get(field), IMMUTABLE))

    if kind in ("Deployment", "DaemonSet", "ReplicaSet"):
        fixed("selector")
    elif kind == "Job":
        fixed("selector", "completionMode", "template")
        if not same(before.get("completions"), after.get("completions")):
            fixed("completions")
    elif kind == "StatefulSet":
        for field in set(before) | set(after):
            if field not in STATEFUL_FREE and not same(before.get(field), after.get(field)):
                found.append(
                    forbidden(
                        "spec",
                        "updates to statefulset spec for fields other than 'replicas', "
                        "'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', "
                        "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are "
                        "forbidden",
                    )
                )
                break
    elif kind == "Service":
        if before.get("type") != "ExternalName" and after.get("type") != "ExternalName":
            if before.get("clusterIP") and before.get("clusterIP") != after.get("clusterIP"):
                found.append(
                    invalid(
                        "spec.clusterIPs[0]",
                        [after.get("clusterIP")],
                        "may not change once set",
                    )
                )
    elif kind == "PersistentVolumeClaim":
        frozen = {"resources", "volumeAttributesClassName"}
        one = {key: value for key, value in before.items() if key not in frozen}
        other = {key: value for key, value in after.items() if key not in frozen}
        if not before.get("volumeName"):
            one.pop("volumeName", None)
            other.pop("volumeName", None)
        if not same(one, other):
            found.append(
                forbidden(
                    "spec",
                    "spec is immutable after creation except resources.requests and "
                    "volumeAttributesClassName for bound claims",
                )
            )
    elif kind == "PersistentVolume":
        sources = set(before) | set(after)
        sources -= {"capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy"}
        sources -= {"mountOptions", "storageClassName", "volumeMode", "nodeAffinity"}
        sources -= {"volumeAttributesClassName"}
        if any(not same(before.get(field), after.get(field)) for field in sources):
            text = "spec.persistentvolumesource is immutable after creation"
            found.append(forbidden("spec.persistentvolumesource", text))
    elif kind in ("ConfigMap", "Secret"):
        if old.get("immutable"):
            text = "field is immutable when `immutable` is set"
            for field in ("immutable", "data", "binaryData"):
                if not same(old.get(field), new.get(field)):
                    found.append(forbidden(field, text))
        if kind == "Secret" and old.get("type") != new.get("type"):
            found.append(invalid("type", new.get("type"), IMMUTABLE))
    elif kind in ("RoleBinding", "ClusterRoleBinding"):
        if not same(old.get("roleRef"), new.get("roleRef")):
            found.append(invalid("roleRef", new.get("roleRef"), "cannot change roleRef"))
    elif kind == "StorageClass":
        for field in ("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"):
            if not same(old.get(field), new.get(field)):
                found.append(forbidden(field, "updates to %s are forbidden." % field))
    elif kind == "PriorityClass":
        if old.get("value") != new.get("value"):
            found.append(forbidden("value", "may not be changed in an update."))
    elif kind == "Pod":
        one, other = pod_frozen(before), pod_frozen(after)
        if not same(one, other):
            found.append(
                forbidden(
                    "spec",
                    "pod updates may not change fields other than "
                    "`spec.containers[*].image`,`spec.initContainers[*].image`,"
                    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing "
                    "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 "
                    "if it was previously negative)",
                )
            )
    elif kind == "CustomResourceDefinition":
        if before.get("scope") != after.get("scope"):
            found.append(invalid("spec.scope", after.get("scope"), IMMUTABLE))
    return found


def pod_frozen(spec):
    frozen = {
        key: value
        for key, value in spec.items()
        if key not in ("tolerations", "activeDeadlineSeconds", "nodeName", "ephemeralContainers")
    }
    for field in ("containers", "initContainers"):
        if field in frozen:
            frozen[field] = [
                {key: value for key, value in container.items() if key != "image"}
                for container in frozen[field]
            ]
    return frozen
