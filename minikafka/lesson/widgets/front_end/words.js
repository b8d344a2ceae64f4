/**
 * Every word that the panel says. No code looks into one of them, so a translation replaces this module alone.
 *
 * The names of stages, and all that is told of a run, come from Python. A name in braces is filled in. Where a table
 * has ``one`` and ``other``, it has a form for each kind of number that the language knows (Intl.PluralRules).
 */
export const words = {
  language: 'en',
  panel: 'Idempotent producer',

  // What is pressed
  buttons: {
    send: 'Send',
    retry: 'Retry',
    flush: 'Flush',
    reset: 'Reset',
    retry_batch: 'Retry this batch',
    fork: 'Fork here',
    save: 'Save run',
    load: 'Load run',
    start: 'To start',
    back: 'Back',
    forward: 'Forward',
    play: 'Play',
  },
  pause: 'Pause',
  cancel: 'Cancel',
  runs: 'Runs',
  message: 'message',
  switches: { idempotence: 'idempotence', lose: 'lose the next ack', ask_first: 'ask me first' },
  choices: { fault: 'next request', batch: 'batch', run: 'run', speed: 'speed' },
  isAnswered: 'is answered',
  file: 'file',
  fileName: 'my-run',
  viewTabs: 'View',
  views: { flow: 'Process flow', time: 'Time diagram', compare: 'Compare OFF | ON' },
  tableTabs: 'Tables',
  tables: { process: 'Process table', tracker: 'Status tracker' },
  scrubber: 'Position in the run',

  // Why a button is off
  atStart: 'this is the start',
  atEnd: 'this is the last stage of the run',
  nothingToPlay: 'there is nothing to play yet',

  // A kernel that does not answer
  noAnswer: 'No answer from the kernel. It is busy, or was restarted: then run this cell again.',
  hasEnded: 'The kernel of this panel has ended. Run this cell again.',

  // Where one is
  start: 'Start',
  step: 'Step {step}',
  stageOfStep: 'Step {step}, stage {number} of {count}',
  stage: '{stage}.',
  stageAckLost: '{stage}, {lost}.',
  ackLost: '✕ Ack lost',

  // A broker, and what can befall it
  broker: 'BROKER',
  leads: 'BROKER {number} leads',
  follows: 'BROKER {number} follows',
  operations: {
    restart: ['Restart', 'in good order'],
    crash: ['Crash', 'killed, and started again'],
    lead: ['New leader', 'a follower takes over'],
    day: ['Let a day pass', 'a broker forgets old producers'],
  },
  letItLead: ['Let it lead', 'the leader hands over'],

  // A message on its way, and how it is lost
  ack: 'ack',
  error: 'error',
  legs: {
    request: {
      name: 'request',
      lost: 'request lost',
      dead: '✕ request lost',
      loseThis: '✕ lose this request',
      loseNext: '✕ lose the next request',
      keep: '✕ request kept after all',
      isArmed: '✕ next request is lost',
      labelOfThis: 'Lose this request',
      labelOfNext: 'Lose the next request',
    },
    ack: {
      name: 'ack',
      lost: 'ack lost',
      dead: '✕ ack lost',
      loseThis: '✕ lose this ack',
      loseNext: '✕ lose the next ack',
      keep: '✕ ack kept after all',
      isArmed: '✕ next ack is lost',
      labelOfThis: 'Lose this ack',
      labelOfNext: 'Lose the next ack',
    },
  },

  // On the boxes of the process flow
  /** @type {Record<string, string>} */
  badges: {
    Waiting: 'waiting',
    'Give Up': '! given up',
    'Broker Stops': '✕ stopped',
    'Broker Starts': 'started again',
    'New Leader': 'new leader',
    'Time Passes': 'time passes',
    'Producers Expire': 'time has passed',
  },
  kept: 'kept: {sequence}',
  renumbered: 'renumbered: {sequence}',
  notTaken: 'not taken',

  // What a broker remembers
  producerId: 'producer id',
  id: 'id',
  noProducerId: 'none',
  epoch: 'epoch',
  lastSequence: 'last seq',
  forgot: '✕ forgot {sequences}',
  noMemory: 'no memory',
  isStopped: '✕ stopped',
  logEndOffset: '{count} in its log',
  logEndOffsetNarrow: 'log {count}',

  // The log
  log: 'log',
  logEarlier: '{count} earlier',
  empty: 'empty',
  record: '{text}, offset {offset}',
  offsetAndSequence: '{offset} · seq {sequence}',
  sequence: 'seq {sequence}',
  copies: { one: '{count}st copy', two: '{count}nd copy', few: '{count}rd copy', other: '{count}th copy' },

  // The time diagram
  timeDiagram: {
    one: 'Time diagram: {count} step between producer and broker',
    other: 'Time diagram: {count} steps between producer and broker',
  },
  producerLane: 'PRODUCER',
  brokerLane: 'BROKER',
  logLane: 'LOG',
  timeHint: 'Press Send: time runs downwards.',
  isHeldUp: 'held up',
  stored: 'store',
  ignored: '✓ ignore',
  refused: '! refuse',

  // Off and on, beside each other
  idempotenceOff: 'idempotence OFF',
  idempotenceOn: 'idempotence ON',
  notCompared: 'Only a run on a broker in memory can be compared: it is made again, with the switch the other way.',
  compareHint: 'Send, lose an ack, retry.',
  earlier: '{count} earlier',
  everyArrivalIsNew: 'no producer id, no memory: every arrival is new',
  lastBatches: 'last 5 batches',
  lost: 'lost',
  ackCrossed: 'ack ✕',
  wasIgnored: '✓ ignored',
  wasIgnoredSequence: '✓ ignored (seq {sequence})',
  wasRefused: '! refused',
  logIsEmpty: 'The log is empty',
  noCopies: { one: '✓ {count} record, no copies', other: '✓ {count} records, no copies' },
  tooMany: {
    one: '✗ {records} records for {count} message: {copies} too many',
    other: '✗ {records} records for {count} messages: {copies} too many',
  },
  inFlight: '{verdict} · {count} in flight',

  // The tables
  columns: ['Step', 'Action', 'Sequence Number', 'Broker Check', 'Broker Action', 'Producer Output'],
  tableHint: 'Press Send: each step becomes a row here.',
  goToStep: 'Go to step {step}',
  variable: 'Variable',
  afterStep: 'After Step {step}',

  // The scrubber
  startOfScrubber: 'start',
  stepAndStage: 'Step {step}, {stage}',
};
