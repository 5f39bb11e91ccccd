// Holds Kubernetes objects to the types of `kubernetes-models` and of the custom resources: kinds, required fields,
// types, quantities, and fields that nobody knows.
//
//   node check-manifests.mjs FOLDER <objects.json     FOLDER has node_modules; objects.json: [{"where": ..., "object": ...}]
//
// Prints one line for each thing that is wrong. The checks are compiled functions that name no unknown field; so each
// object is handed to them behind a proxy, and a field that no function has looked at is one that it does not know.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = path.join(path.resolve(process.argv[2]), 'node_modules');
const packages = {
    'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
    'argoproj.io': '@kubernetes-models/argo-cd',
    'kustomize.toolkit.fluxcd.io': '@kubernetes-models/flux-cd',
    'source.toolkit.fluxcd.io': '@kubernetes-models/flux-cd',
};

/** The file of the check of a kind, as its class names it. */
function checkOf(object) {
    const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
    const folder = path.join(modules, packages[group] ?? 'kubernetes-models');
    const model = path.join(folder, object.apiVersion, object.kind + '.js');
    if (!fs.existsSync(model)) {
        return null;
    }
    const named = /_schemas\/(\w+)\.js/.exec(fs.readFileSync(model, 'utf8'));
    return path.join(folder, '_schemas', named[1] + '.js');
}

function watched(value, at, objects) {
    if (value === null || typeof value !== 'object') {
        return value;
    }
    const copy = Array.isArray(value) ? [] : {};
    for (const [key, inner] of Object.entries(value)) {
        copy[key] = watched(inner, at + '/' + key, objects);
    }
    if (Array.isArray(value)) {
        return copy;
    }
    const seen = new Set();
    objects.push({ at, keys: Object.keys(value), seen });
    return new Proxy(copy, {
        get(target, key) {
            seen.add(key);
            return target[key];
        },
    });
}

for (const { where, object } of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    const file = checkOf(object);
    if (file === null) {
        console.log(`${where}: no such kind: ${object.apiVersion} ${object.kind}`);
        continue;
    }
    const { validate } = await import(pathToFileURL(file));
    const objects = [];
    if (!validate(watched(object, '', objects))) {
        for (const error of validate.errors) {
            console.log(`${where}: ${error.instancePath}: ${error.keyword} ${JSON.stringify(error.params)}`);
        }
    }
    for (const { at, keys, seen } of objects) {
        for (const key of keys.filter((one) => !seen.has(one))) {
            console.log(`${where}: ${at}/${key}: unknown field`);
        }
    }
}
