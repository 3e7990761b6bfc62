import { atTheTerminal } from '../lib/cli/commands/scene.ts';
import { alarmName, aRemedy, eventOf, healsAfter, hushed } from '../support/scenes.ts';

hushed();

/** One incident that was healed, and one an hour later that nothing helped. */
async function twoIncidents() {
  let heals = true;
  const restart = aRemedy({ act: () => (heals ? healsAfter(scene.world, 30) : undefined) });
  const scene = atTheTerminal({ remedies: [restart] });
  // What happens in one moment has no order.
  scene.world.wire.latency = () => 0.02;
  await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  await scene.world.clock.advance(3_600);
  heals = false;
  scene.world.cloudwatch.set(alarmName, 'ALARM');
  const second = await scene.night.finish(scene.night.deliver('shop-errors', eventOf(scene.world)));
  return { scene, escalated: second.incident?.id ?? '' };
}

test('commands answer the same about the same incidents', async () => {
  const { scene, escalated } = await twoIncidents();
  const lines: string[] = [];
  const say = async (...args: string[]) => {
    const answer = await scene.run(...args).then(
      ({ text, exitStatus = 0 }) => `${text}\n(exit status ${exitStatus})`,
      (error: Error) => `${error.name}: ${error.message}`,
    );
    lines.push(`$ nightshift ${args.join(' ')}\n${answer}`);
  };
  for (const json of [[], ['--json']]) {
    await say('history', ...json);
    await say('show', escalated, ...json);
    await say('show', 'last', ...json);
    await say('report', ...json);
    await say('locks', ...json);
    await say('breakers', ...json);
    await say('stop-all', '--why', 'a trial', ...json);
    await say('run', 'shop-errors', '1', '--target', 'shop', '--why', 'a trial', '--dry-run', ...json);
    await say('mode', ...json);
    await say('resume', '--why', 'the trial is over', ...json);
    await say('mode', 'shop-errors', 'watch', '--why', 'a trial', '--for', '2h', ...json);
    await say('test-page', '--wait', '0', ...json);
    await say('show', 'no-such-incident', ...json);
  }
  await say('--help');
  await say('show', '--help');
  await say('histroy');
  // A run by hand draws a random name, and its incident's id follows from that.
  const text = lines
    .join('\n\n')
    .replace(/\b(20260301-0404)-[0-9a-f]{8}\b/g, '$1-RANDOM')
    .replace(/\bby-hand-[0-9a-f-]{36}/g, 'by-hand-RANDOM');
  expect(text).toMatchSnapshot();
});
