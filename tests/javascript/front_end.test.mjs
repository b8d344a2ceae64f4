// What the front end makes of a run, without a browser. The runs are real ones: Python tells them (test_front_end.py).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { comparedRows, logVerdict } from '../../minikafka/lesson/widgets/front_end/compare.js';
import { Kernel } from '../../minikafka/lesson/widgets/front_end/kernel.js';
import { movesTo, stepToLose } from '../../minikafka/lesson/widgets/front_end/moves.js';
import { Player } from '../../minikafka/lesson/widgets/front_end/player.js';
import { merged, Run } from '../../minikafka/lesson/widgets/front_end/run.js';
import { escaped } from '../../minikafka/lesson/widgets/front_end/html.js';
import { scene } from '../../minikafka/lesson/widgets/front_end/scene.js';
import { Scrubber } from '../../minikafka/lesson/widgets/front_end/scrubber.js';
import { copyText, cut } from '../../minikafka/lesson/widgets/front_end/text.js';

const told = JSON.parse(readFileSync(process.env.RUNS, 'utf-8'));

/** A run as the browser has it. */
function runOf(name) {
  const run = new Run();
  assert.ok(run.take(told[name]));
  return run;
}

const stageOf = (run, position) => run.events[position].stage;
const at = (run, step, stage) => run.events.findIndex((event) => event.step === step && event.stage === stage);
const done = (run, position) => movesTo(run, position).map((move) => move.do);

test('a run is put together from what differs, and found by step', () => {
  const run = runOf('page');
  assert.equal(run.steps, 3);
  assert.deepEqual(run.starts, [0, 1, 8, 15]);
  assert.equal(run.endOf(1), 7);
  assert.equal(stageOf(run, 7), 'Continue Sending');
  assert.equal(run.events[7].row.producer_output, 'Ack for seq 1');
  assert.equal(run.decision(2).stage, 'Ignore');
  assert.equal(run.decision(2, 11), undefined);
  assert.deepEqual(run.stepsOf(1), [2]);
});

test('what is told later is added, and a loss on the way takes the place of what came after', () => {
  const run = new Run();
  const { page } = told;
  const part = (first, last) => ({
    ...page,
    first,
    events: page.events.slice(first, last),
    stored: first ? [] : page.stored,
    stored_from: first ? 1 : 0,
  });
  assert.ok(run.take(part(0, 8)));
  assert.ok(!run.take(part(12, 15)), 'something between is missing');
  assert.ok(run.take(part(8, 15)));
  assert.ok(run.take(part(10, 15)));
  assert.deepEqual(run.events, runOf('page').events.slice(0, 15));
  assert.deepEqual(run.starts, [0, 1, 8]);
});

test('only what has changed is merged, one part within the other', () => {
  const old = { a: 1, b: { c: 1, d: 2 }, e: [1, 2], f: null };
  assert.deepEqual(merged(old, { b: { d: 3 }, e: [9], f: { g: 1 } }), { a: 1, b: { c: 1, d: 3 }, e: [9], f: { g: 1 } });
  assert.deepEqual(merged(undefined, { a: { b: 1 } }), { a: { b: 1 } });
});

test('a first message is assigned, asked about, stored; a retry bounces off the batch that has its number', () => {
  const run = runOf('page');
  assert.deepEqual(
    Array.from({ length: 7 }, (_, stage) => done(run, stage + 1)),
    [['appear'], ['along'], ['along'], ['along'], ['along', 'drop'], ['along'], ['along']],
  );
  const looks = movesTo(run, at(run, 2, 'Check Sequence Number'));
  assert.deepEqual(
    looks.map((move) => [move.do, move.slot, move.isMatch]),
    [
      ['along', undefined, undefined],
      ['look', 0, true],
    ],
  );
  assert.deepEqual(done(run, at(run, 2, 'Ignore')), ['along', 'enter']);
});

test('a batch is held against each remembered one, in order, as far as the one that it repeats', () => {
  const run = runOf('window');
  const looks = movesTo(
    run,
    run.events.findLastIndex((event) => event.stage === 'Check Sequence Number'),
  ).slice(1);
  assert.deepEqual(
    looks.map((move) => move.slot),
    [0, 1, 2],
  );
  assert.deepEqual(
    looks.map((move) => move.isMatch),
    [false, false, true],
  );
});

test('without idempotence nothing is assigned and nothing compared: the message goes round both', () => {
  const run = runOf('off');
  assert.deepEqual(run.events[at(run, 2, 'Check Sequence Number')].edges, ['bare-check']);
  assert.deepEqual(done(run, at(run, 2, 'Check Sequence Number')), ['along']);
  const seen = scene(run, run.endOf(2));
  assert.equal(seen.nodes['Assign Sequence Number'], 'off');
  assert.equal(seen.nodes['Check Sequence Number'], 'off');
  assert.equal(seen.edges.duplicate, 'off');
  assert.equal(seen.edges.new, 'none');
  assert.equal(seen.edges['bare-store'], 'on harm');
});

test('a lost ack dies in the network, and so does a lost request', () => {
  const run = runOf('lost');
  const [way, death] = movesTo(run, at(run, 1, 'Ack Lost'));
  assert.deepEqual([way.do, way.until, death.do, death.leg], ['along', 'network', 'die', 'ack']);
  const [request, end] = movesTo(run, at(run, 2, 'Request Lost'));
  assert.deepEqual([request.do, request.until, end.do, end.leg], ['along', 'half', 'die', 'request']);
});

test('each moves in about two seconds', () => {
  const run = runOf('page');
  for (const step of [1, 2]) {
    const moves = run.eventsOf(step).flatMap((_, stage) => movesTo(run, run.starts[step] + stage));
    const ms = moves.reduce((sum, move) => sum + move.ms, 0);
    assert.ok(ms > 1500 && ms < 3000, `${ms} ms`);
  }
});

test('a press rests on what the broker decided, in the colour of its verdict and with its sign', () => {
  const on = scene(runOf('page'), 14);
  assert.equal(on.focus.stage, 'Ignore');
  assert.equal(on.nodes.Ignore, 'good');
  assert.equal(on.edges.duplicate, 'on good');
  assert.equal(on.edges['ack-ignore'], 'on good');
  assert.equal(on.match, 0);
  assert.match(on.sentence.sentence, /for the producer it is a success/);
  const off = scene(runOf('off'), runOf('off').endOf(2));
  assert.equal(off.nodes.Store, 'harm');
  assert.equal(off.edges['ack-store'], 'on good', 'the producer saw no error: that is the point');
  const refused = runOf('gap');
  assert.equal(scene(refused, refused.endOf(3)).nodes.Error, 'refused');
});

test('on the way there nothing is given away', () => {
  const run = runOf('page');
  const asked = scene(run, at(run, 2, 'Check Sequence Number'));
  assert.equal(asked.nodes.Ignore, undefined);
  assert.equal(asked.verdict, '');
  assert.equal(asked.sentence.place, 'Step 2, stage 4 of 7');
});

test('a retry keeps its number, and says so', () => {
  const run = runOf('page');
  assert.deepEqual(
    scene(run, 10).badges.map((badge) => badge.text),
    ['kept: 1'],
  );
  assert.deepEqual(scene(run, 3).badges, []);
});

test('a crash makes the broker forget all but the last batch', () => {
  const run = runOf('crash');
  assert.deepEqual(scene(run, run.end).forgotten, [1, 2]);
  assert.equal(scene(run, run.end).sentence.tone, 'refused');
});

test('only what is on its way in the last action can be lost, and only what has not passed', () => {
  const run = runOf('page').events.slice(0, 15);
  const two = new Run();
  two.take({ ...told.page, events: told.page.events.slice(0, run.length) });
  assert.equal(stepToLose(two, 9, true, 'request'), 2);
  assert.equal(stepToLose(two, 10, false, 'request'), null, 'it has arrived');
  assert.equal(stepToLose(two, 11, true, 'ack'), 2);
  assert.equal(stepToLose(two, 14, false, 'ack'), null, 'it is back');
  assert.equal(stepToLose(two, 3, true, 'request'), null, 'an earlier action');
});

test('off and on are compared action by action, and each log is counted', () => {
  const [off, on] = [runOf('off'), runOf('on')];
  assert.deepEqual(comparedRows([off, on], 1), [
    [1, 1],
    [2, 2],
  ]);
  assert.deepEqual(logVerdict(off, off.events.at(-1)), { tone: 'harm', text: '✗ 2 records for 1 message: 1 too many' });
  assert.deepEqual(logVerdict(on, on.events.at(-1)), { tone: 'good', text: '✓ 1 record, no copies' });
});

test('keys of the scrubber: a stage, a step, the ends', () => {
  const run = runOf('page');
  const lead = (key, position) => Scrubber.leadsTo(key, run, position);
  assert.deepEqual(
    ['ArrowRight', 'ArrowLeft', 'Home', 'End'].map((key) => lead(key, 9)),
    [10, 8, 0, run.end],
  );
  assert.deepEqual(
    [lead('PageUp', 9), lead('PageUp', 14), lead('PageDown', 9), lead('d', 9)],
    [14, run.endOf(3), 7, null],
  );
});

test('the log that is seen is that of one partition, where the last message goes', () => {
  const run = runOf('two topics');
  const logs = [1, 2, 3, 4].map((step) => [run.placeAt(run.endOf(step)), run.logAt(run.endOf(step)).length]);
  assert.deepEqual(logs, [
    ['tea-0', 1],
    ['milk-0', 1],
    ['tea-0', 2],
    ['tea-0', 2],
  ]);
  const stored = at(run, 3, 'Store');
  assert.equal(movesTo(run, stored).find((move) => move.do === 'drop').cell, 1);
  assert.equal(run.placeAt(0), 'tea-0');
});

test('Python knows where the learner stands before it hears of anything else', () => {
  const told = /** @type {[string, object][]} */ ([]);
  const kernel = new Kernel(
    (verb, args) => told.push([verb, args]),
    'a',
    () => {},
  );
  kernel.follow(() => 1);
  kernel.follow(() => 2);
  assert.deepEqual(told, []);
  kernel.ask('send', {});
  kernel.ask('flush', {});
  kernel.catchUp();
  const stand = { position: 2, view: 'a' };
  assert.deepEqual(told, [
    ['stand', stand],
    ['send', { view: 'a' }],
    ['flush', { view: 'a' }],
  ]);
  kernel.close();
});

test('a learner steps on when the kernel has ended, and is told when he asks it', () => {
  const notices = /** @type {string[]} */ ([]);
  const ended = () => {
    throw new Error('Cannot send');
  };
  const kernel = new Kernel(ended, 'a', (notice) => notices.push(notice));
  kernel.follow(() => 1);
  kernel.catchUp();
  assert.deepEqual(notices, []);
  kernel.ask('send', {});
  assert.equal(notices.length, 1);
  kernel.close();
});

/** How long each position of two steps, 0 to 1 and 2 to 3, is on the screen while they are played, in milliseconds. */
async function timesOf(context, { calm, watched }) {
  let now = 0;
  const arrived = /** @type {number[]} */ ([]);
  context.mock.method(performance, 'now', () => now);
  globalThis.matchMedia = () => ({ matches: calm });
  globalThis.requestAnimationFrame = (frame) => queueMicrotask(() => frame((now += 10)));
  const player = new Player({
    arrive: (position) => (arrived[position] = now),
    move: (_, tween) => tween(100, () => {}),
    next: (position) => position + 1,
    length: () => 10,
    isEnd: (position) => position % 2 === 1,
    rest: () => {},
  });
  await player.play(0, 3, watched);
  return arrived.slice(1).map((time, position) => time - arrived[position]);
}

test('what became of a step can be seen for a second before a press goes on to the next', async (context) => {
  const [first, end, second] = await timesOf(context, { calm: false, watched: false });
  assert.ok(end > 1000);
  assert.ok(first < 200 && second < 200);
});

test('who wants nothing to move sees the end of a press at once', async (context) => {
  assert.deepEqual(await timesOf(context, { calm: true, watched: false }), [0, 0, 0]);
});

test('words', () => {
  assert.deepEqual([2, 3, 4, 11, 12, 13, 21, 22].map(copyText), [
    '2nd copy',
    '3rd copy',
    '4th copy',
    '11th copy',
    '12th copy',
    '13th copy',
    '21st copy',
    '22nd copy',
  ]);
  assert.equal(cut('message12', 9), 'message12');
  assert.equal(cut('message123', 9), 'message1…');
  assert.equal(escaped(`<img src="x" onerror='a&b'>`).includes('<'), false);
  assert.equal(escaped(`"'&`), '&#34;&#39;&#38;');
});
