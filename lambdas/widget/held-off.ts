import { calendarState } from '#core/aws/calendar';
import { asked as askedBy, refusal } from '#core/guards/derived';
import type { Answers } from '#core/guards/guard';
import { alarmsNow } from '#core/outage/lasts';
import { because, reasonText } from '#core/reasons/reason';
import { errorText } from '#core/text';
import type { Asked } from './elements.ts';

/** Why nothing may act for a runbook at this moment, whatever its mode: in the words of Admit, which asks the same guards. */
export type HeldOff = ReadonlyMap<string, string>;

/** Asks the guards that Admit asks before anything acts: change calendars, and alarms of what a service depends on. */
export async function readHeldOff(asked: Asked): Promise<HeldOff> {
  const { runbooks } = asked.deployed;
  const asks = runbooks.map(({ guards }) => askedBy(guards));
  // The calendars are the environment's, so the same for all.
  const calendars = asks.find((one) => one.calendars)?.calendars;
  const names = asks.flatMap(({ alarms = [] }) => alarms);
  const [calendarAnswer, alarms] = await Promise.all([
    calendars && calendarState(asked.ssm, calendars),
    alarmStates(asked, names),
  ]);
  const answers = { ...(calendarAnswer ? { calendars: calendarAnswer } : {}), alarms };
  return new Map(
    runbooks.flatMap(({ id, guards }): [string, string][] => {
      const refused = refusal('always', guards, { answers });
      return refused ? [[id, reasonText(refused)]] : [];
    }),
  );
}

/** Reads all of them in as few calls as possible: Admit needs its share of DescribeAlarms' nine a second. */
async function alarmStates(
  { cloudwatch }: Asked,
  names: readonly string[],
): Promise<NonNullable<Answers['alarms']>> {
  const stateOf = async () => {
    const found = [...(await alarmsNow(cloudwatch, names)).values()];
    return (name: string) =>
      found.find((one) => one.name === name) ?? {
        unreadable: reasonText(because('alarm-gone', { alarm: name })),
      };
  };
  const of = await stateOf().catch((error: unknown) => (name: string) => ({
    unreadable: reasonText(because('alarm-unreadable', { alarm: name, error: errorText(error) })),
  }));
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}
