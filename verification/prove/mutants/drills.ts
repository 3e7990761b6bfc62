import { answers, changes, type Mutant, mutant, resolves } from './mutant.ts';

const admitted = 'lambdas/admit/drill.ts';
const marks = 'lib/core/incident/drilled.ts';
const swept = 'lambdas/sweep/drills.ts';
const run = 'lib/drill/run.ts';

/** What keeps a drill from doing harm, hiding anything, or leaving its fault behind. */
export const drillMutants: readonly Mutant[] = [
  mutant('drill', 'a drill acts on what it does not name', answers(admitted, 'beyondDrill', 'undefined')),
  mutant('drill', 'nobody looks once a drill is over', answers(marks, 'watchItems', '[]')),
  mutant(
    'drill',
    'an alarm of a drill that is over is believed to be OK',
    resolves(swept, 'sweepDrill', 'undefined'),
  ),
  mutant(
    'drill',
    'nobody looks once the person who took it is done',
    changes(marks, 'watchLater', '({ Delete: { TableName: one.Update.TableName, Key: one.Update.Key } })'),
  ),
  mutant(
    'drill',
    'the sweeper believes the index about a drill',
    resolves(marks, 'readDrillWatch', "({ pageBy: '' })"),
  ),
  mutant('drill', 'the fault of a drill is left to itself', resolves(run, 'endFault', 'undefined')),
];
