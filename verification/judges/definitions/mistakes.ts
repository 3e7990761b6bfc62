import type { RecordedExecution } from '../evidence/recorder.ts';

export interface PlantedExecution {
  readonly mistake: string;
  readonly execution: RecordedExecution;
}

type States = Record<string, Record<string, unknown>>;

/** Executions whose definition is changed after recording: the other interpreter has to take another path. */
export function mistakes(executions: readonly RecordedExecution[]): PlantedExecution[] {
  const changed = (
    mistake: string,
    change: (states: States) => void,
    fits: (execution: RecordedExecution) => boolean = () => true,
  ): PlantedExecution => {
    const execution = executions.find(fits);
    if (!execution) throw new Error(`Nothing was recorded in which this could show: ${mistake}`);
    const definition = structuredClone(execution.definition) as { States: States };
    change(definition.States);
    return { mistake, execution: { ...execution, definition } };
  };
  const every = (states: States, type: string, change: (state: Record<string, unknown>) => void) => {
    for (const state of Object.values(states)) if (state['Type'] === type) change(state);
  };
  const entered = (type: string) => (execution: RecordedExecution) => {
    const { States } = execution.definition as { States: States };
    return execution.states.some((name) => States[name]?.['Type'] === type);
  };
  const met = (name: RegExp) => (execution: RecordedExecution) =>
    execution.tasks.some(({ error }) => error && name.test(error.name));
  return [
    changed(
      'A Choice compares with another text.',
      (states) =>
        every(states, 'Choice', (state) => {
          state['Choices'] = JSON.parse(
            JSON.stringify(state['Choices']).replaceAll('"StringEquals":"', '"StringEquals":"not '),
          );
        }),
      (execution) => entered('Choice')(execution) && execution.status === 'SUCCEEDED',
    ),
    changed('A Task hands over another payload.', (states) =>
      every(states, 'Task', (state) => {
        state['Parameters'] = JSON.parse(
          JSON.stringify(state['Parameters']).replaceAll('$$.Execution.Id', '$$.Execution.Name'),
        );
      }),
    ),
    changed(
      'A Retry is missing.',
      (states) => every(states, 'Task', (state) => delete state['Retry']),
      met(/^Lambda\./),
    ),
    changed(
      'A Catch catches something else.',
      (states) =>
        every(states, 'Task', (state) => {
          state['Catch'] = (state['Catch'] as object[]).map((one) => ({ ...one, ErrorEquals: ['Other'] }));
        }),
      met(/./),
    ),
    changed(
      'A Fail names another error.',
      (states) => every(states, 'Fail', (state) => Object.assign(state, { Error: 'SomethingElse' })),
      entered('Fail'),
    ),
    changed('A path that leads nowhere.', (states) =>
      every(states, 'Task', (state) => Object.assign(state, { InputPath: '$.nowhere.at.all' })),
    ),
  ];
}
