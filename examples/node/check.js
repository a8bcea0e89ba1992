// 联合奖惩示例：审批系统在办件中查询一家企业，按结论处理，再把措施的执行情况反馈回去。
// Check an enterprise, do what the answer says, report back. See ../README.md; options: node check.js --help
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { randomUUID } = require('node:crypto');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const ROOT = path.resolve(__dirname, '..', '..');
const SECONDS = 5;

const { values: given } = parseArgs({
  options: {
    address: { type: 'string', default: '127.0.0.1:50051' },
    protos: { type: 'string', default: path.join(ROOT, 'protos') },
    'service-config': { type: 'string', default: path.join(ROOT, 'jointsanction/client/data/service_config.json') },
    'key-file': { type: 'string' },
    ca: { type: 'string' },
    cert: { type: 'string' },
    'cert-key': { type: 'string' },
    name: { type: 'string', default: '' },
    uscc: { type: 'string', default: '' },
    department: { type: 'string', default: '' },
    item: { type: 'string', default: '' },
    region: { type: 'string', default: '' },
    'case-no': { type: 'string', default: '' },
    officer: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

// Strongest first. Whatever a newer service may answer that does not stand here is VERIFY, never CLEAR.
const NEXT = {
  OUTCOME_RESTRICT: 'restrict', // 限制：按措施办理
  OUTCOME_SCRUTINIZE: 'scrutinize', // 从严审核
  OUTCOME_VERIFY: 'person', // 核实：人工核对后再办
  OUTCOME_NOTICE: 'continue', // 提示：不得据此限制
  OUTCOME_FACILITATE: 'facilitate', // 激励
  OUTCOME_CLEAR: 'continue', // 无须处理
};
const STRENGTH = Object.keys(NEXT);

function nextStep(decision) {
  if (decision === null) return 'person';
  const known = (outcome) => (outcome in NEXT ? outcome : 'OUTCOME_VERIFY');
  const outcome = known(decision.outcome);
  const ifConfirmed = known(decision.if_confirmed);
  // A match waits for a review that would make the outcome stronger: a person decides before the case goes on.
  return STRENGTH.indexOf(ifConfirmed) < STRENGTH.indexOf(outcome) ? 'person' : NEXT[outcome];
}

function connect() {
  const loaded = protoLoader.loadSync(
    ['check_service.proto', 'case_service.proto'].map((file) => `jointsanction/v1/${file}`),
    {
      includeDirs: [given.protos, path.join(given.protos, 'third_party')],
      keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true,
    },
  );
  const v1 = grpc.loadPackageDefinition(loaded).jointsanction.v1;
  const read = (file) => (file === undefined ? null : fs.readFileSync(file));
  const credentials = given.ca === undefined
    ? grpc.credentials.createInsecure() // only to this machine or a Unix socket: the key travels with every call
    : grpc.credentials.createSsl(read(given.ca), read(given['cert-key']), read(given.cert));
  const options = {
    'grpc.service_config': fs.readFileSync(given['service-config'], 'utf8'), // deadlines, and retries while the service goes down or comes up
    'grpc.keepalive_time_ms': 60_000,
    'grpc.initial_reconnect_backoff_ms': 100,
  };
  const metadata = new grpc.Metadata();
  if (given['key-file'] !== undefined) {
    metadata.set('authorization', `Bearer ${fs.readFileSync(given['key-file'], 'utf8').trim()}`);
  }
  const clients = [
    new v1.CheckService(given.address, credentials, options),
    new v1.CaseService(given.address, credentials, options),
  ];
  const call = (client, method, request) => new Promise((resolve, reject) => {
    const deadline = Date.now() + SECONDS * 1000;
    client[method](request, metadata, { deadline }, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  return {
    check: (request) => call(clients[0], 'Check', request),
    getCheck: (request) => call(clients[1], 'GetCheck', request),
    reportMeasure: (request) => call(clients[1], 'ReportMeasure', request),
    close: () => clients.forEach((client) => client.close()),
  };
}

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10); // the day in Shanghai

async function main() {
  const service = connect();
  try {
    return await handle(service);
  } finally {
    service.close();
  }
}

async function handle(service) {
  let answer;
  try {
    answer = await service.check({
      subject: { name: given.name, uscc: given.uscc },
      context: {
        department: given.department, item: given.item, region: given.region, case_no: given['case-no'],
      },
      request_id: randomUUID(), // a repetition of this call gets the same answer
      operator: given.officer,
    });
  } catch (error) {
    // No answer is never CLEAR: the case goes on under a manual check and is asked again.
    console.error(`没有答复：${error.details ?? error.message}`);
    return { check_id: '', outcome: null, next: 'person', reported: [], error: grpc.status[error.code] };
  }
  const next = nextStep(answer.decision);
  console.error(`${answer.decision?.outcome ?? '没有结论'} → ${next}`);
  for (const measure of answer.decision?.measures ?? []) {
    console.error(`  ${measure.department}：${measure.title}（${measure.memorandum.title}）`);
  }
  // … here the approval system does what the answer says. Then it says, measure by measure, what was done:
  const acted = next === 'restrict' || next === 'scrutinize' || next === 'facilitate';
  const reported = acted ? await report(service, answer.check_id) : [];
  return { check_id: answer.check_id, outcome: answer.decision?.outcome, next, reported };
}

async function report(service, checkId) {
  const { check } = await service.getCheck({ check_id: checkId });
  const reported = [];
  for (const measure of check.measures.filter((each) => each.due_on !== '' && !each.answered)) {
    await service.reportMeasure({
      check_id: checkId,
      answer: {
        entry_id: measure.entry_id,
        measure_id: measure.measure_id,
        department: measure.department,
        action: 'ACTION_TAKEN_TAKEN',
        on: today(),
        officer: given.officer,
      },
    });
    reported.push(measure.measure_id);
  }
  return reported;
}

if (given.help) {
  console.log('node check.js --address HOST:PORT --name NAME --uscc CODE --department D --item I --region R'
    + ' [--case-no N] [--officer O] [--key-file FILE] [--ca FILE [--cert FILE --cert-key FILE]]');
} else {
  main().then((done) => console.log(JSON.stringify(done)), (error) => {
    console.error(`反馈没有成功，须再次反馈：${error.details ?? error.message}`);
    process.exitCode = 1;
  });
}
