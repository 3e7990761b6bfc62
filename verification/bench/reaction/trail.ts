/** A call of the AWS API that a Lambda made, as the recorder between them saw it. Times in ms since 1970. */
export interface Call {
  /** `DescribeAlarms`; of a REST call, its method and path. */
  readonly name: string;
  readonly userAgent: string;
  readonly at: number;
  /** When the whole answer had come back. */
  readonly until: number;
}

/** One invocation of a Lambda function, as the emulator saw it. Times in ms since 1970. */
export interface Invocation {
  readonly function: string;
  /** Whether a worker had to be started for it. */
  readonly cold: boolean;
  readonly at: number;
  /** When its worker could be handed the event. */
  readonly ready: number;
  readonly until: number;
}

/** A Lambda on the way from the event to the first remediation call. */
export interface Stop {
  /** What it is called in the table. */
  readonly name: string;
  readonly invocation: Invocation;
  /** Its calls up to the first remediation call, without that one. */
  readonly calls: readonly Call[];
}

/** The way of one event. Times in ms since 1970. */
export interface Way {
  /** When the event was sent to the bus. */
  readonly event: number;
  readonly stops: readonly Stop[];
  /** When the first remediation call was sent. */
  readonly remediation: number;
}

/** A stretch of the way, in ms. */
export interface Hop {
  readonly name: string;
  readonly ms: number;
}

/** What the way's time was spent on: hops that follow each other without a gap, from the event to the remediation call. */
export function hopsOf({ event, stops, remediation }: Way): Hop[] {
  const hops: Hop[] = [];
  let from = event;
  const until = (name: string, at: number) => {
    hops.push({ name, ms: at - from });
    from = at;
  };
  stops.forEach(({ name, invocation, calls }, index) => {
    const before = index === 0 ? 'event' : (stops[index - 1]?.name ?? '');
    until(`${before} → ${name} invoked`, invocation.at);
    until(`${name}: its worker starts`, invocation.ready);
    const first = Math.min(remediation, ...calls.map(({ at }) => at));
    until(`${name}: to its first call`, first);
    const isLast = index === stops.length - 1;
    const last = isLast ? remediation : Math.max(first, ...calls.map((call) => call.until));
    if (calls.length > 0) until(`${name}: its calls`, last);
  });
  return hops;
}

/**
 * Calls in rounds: each round waits for the one before. A call belongs to the round after the last one that had been
 * answered when it was sent, so calls that are sent side by side share a round.
 */
export function roundsOf(calls: readonly Call[]): Call[][] {
  const rounds: Call[][] = [];
  for (const call of calls.toSorted((one, other) => one.at - other.at)) {
    const answered = rounds.findLastIndex((round) => round.some(({ until }) => until <= call.at));
    const round = rounds[answered + 1];
    if (round) round.push(call);
    else rounds.push([call]);
  }
  return rounds;
}
