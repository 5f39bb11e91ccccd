// Holds dashboards to Grafana's own types, and their LogQL to its grammar.
//
//     node check-dashboards.cjs MODULES DASHBOARDS QUERIES
//
// MODULES is the folder of node_modules with what package.json names; DASHBOARDS a folder with the
// JSON below it; QUERIES what queries.py printed. Prints a line for each problem, then how much was checked.
// Exit code 1 with problems, 2 when it could not check.
'use strict';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const { pathToFileURL } = require('url');

const [modules, dashboards, queries] = process.argv.slice(2);
const need = createRequire(path.resolve(modules, '..', 'package.json'));
const types = path.resolve(modules, '@grafana/schema/dist/types/raw');

const problems = [];

function say(file, where, what) {
  problems.push(`${file}: ${where}: ${what}`);
}

function schema(createGenerator, file, type) {
  const config = { path: path.join(types, file), type, skipTypeCheck: true };
  return createGenerator(config).createSchema(type);
}

// Panels know their own options: a schema for each kind, out of the types of that panel.
function panelSchemas(createGenerator, ajv, kind) {
  const folder = kind.replace('-', '');
  const file = `composable/${folder}/panelcfg/x/types.gen.d.ts`;
  const text = fs.readFileSync(path.join(types, file), 'utf8');
  const compile = (type) => text.includes(`interface ${type} `)
    ? ajv.compile(schema(createGenerator, file, type))
    : (value) => value === undefined || Object.keys(value).length === 0;
  return { options: compile('Options'), fieldConfig: compile('FieldConfig') };
}

function check(validate, value, file, where) {
  if (validate(value)) {
    return;
  }
  const errors = validate.errors || [{ instancePath: '', message: 'must be empty' }];
  for (const each of errors) {
    const more = each.params && each.params.additionalProperty;
    say(file, where + each.instancePath, each.message + (more ? `: ${more}` : ''));
  }
}

function checkLogQl(parser, query) {
  parser.parse(query.query).iterate({
    enter: (node) => {
      if (node.type.isError) {
        say(query.dashboard + '.json', query.where, `LogQL is wrong at ${node.from}: ${query.query}`);
      }
    },
  });
}

async function main() {
  const found = need.resolve('ts-json-schema-generator');
  const { createGenerator } = await import(pathToFileURL(found));
  const Ajv = need('ajv').default;
  const ajv = new Ajv({ allErrors: false, strict: false });
  const validate = ajv.compile(
    schema(createGenerator, 'dashboard/x/types.gen.d.ts', 'Dashboard'));
  const kinds = new Map();
  const files = fs.readdirSync(dashboards, { recursive: true })
    .filter((name) => name.endsWith('.json')).sort();
  let panels = 0;
  for (const file of files) {
    const dashboard = JSON.parse(fs.readFileSync(path.join(dashboards, file), 'utf8'));
    check(validate, dashboard, file, '');
    for (const panel of dashboard.panels.filter((each) => each.type !== 'row')) {
      if (!kinds.has(panel.type)) {
        kinds.set(panel.type, panelSchemas(createGenerator, ajv, panel.type));
      }
      const own = kinds.get(panel.type);
      const where = `panel ${panel.id}`;
      check(own.options, panel.options, file, where + '/options');
      check(own.fieldConfig, panel.fieldConfig.defaults.custom, file, where + '/custom');
      panels += 1;
    }
  }
  const logQl = JSON.parse(fs.readFileSync(queries, 'utf8')).filter((each) => each.type === 'loki');
  const { parser } = need('@grafana/lezer-logql');
  logQl.forEach((query) => checkLogQl(parser, query));
  problems.forEach((each) => console.log(each));
  console.log(`dashboards=${files.length} panels=${panels} kinds=${kinds.size} logql=${logQl.length}`);
  process.exitCode = problems.length ? 1 : 0;
}

main().catch((error) => {
  console.error(String(error.stack || error));
  process.exitCode = 2;
});
