import { type Mutant, mutant, wrap } from './mutant.ts';

const drill = 'lib/core/guards/require-drill.ts';

/** The gate: a runbook that no drill has proven acts at most as in mode `approve`. */
export const gateMutants: readonly Mutant[] = [
  mutant(
    'drill',
    'a drill of another version proves this one',
    wrap(drill, 'unproven', '(real, needs, version, now) => real(needs, needs.proof?.version, now)'),
  ),
  mutant(
    'drill',
    'a drill proves for ever',
    wrap(drill, 'unproven', '(real, needs, ...rest) => real({ ...needs, withinSeconds: 1e12 }, ...rest)'),
  ),
  mutant(
    'drill',
    'where there is no drill, none is needed',
    wrap(drill, 'unproven', '(real, needs, ...rest) => (needs.proof ? real(needs, ...rest) : undefined)'),
  ),
  mutant(
    'drill',
    'what a person has switched to auto needs no drill',
    wrap(
      'lib/core/switches/modes.ts',
      'gated',
      '(real, mode, ...rest) => (mode.because ? mode : real(mode, ...rest))',
    ),
  ),
];
