import type { DeployedRunbook } from '#core/runbook/runbook';
import { deploy } from '#define/deploy';
import type { RunbookSpec } from '#define/runbook';
import { compileWorkflow, type Workflow } from '#workflow/compile';
import { names } from '#workflow/names';
import { type Context, eachRunbook, type RunbookDraft } from './draft.ts';
import { definitionProblems, invariants, structure, subjectOf } from './invariants/definition.ts';
import { type Problem, problemAt } from './problem.ts';
import { valuesFor } from './references.ts';
import { textsAreOnlyTexts } from './texts.ts';
import { ladderFitsBeforePage } from './timing.ts';

/** Step Functions' limit for the name of a state. */
const longestStateName = 80;
/** Step Functions takes 1 MB; the ARNs that fill the placeholders need some of it. */
const largestDefinitionBytes = 900 * 1024;

/** Step Functions accepts each runbook's state machine, and the state machine keeps the invariants. */
export const compilesToStateMachine = eachRunbook((runbook, context) => {
  const deployed = deployedAsIs(runbook, context);
  if (!deployed) return [];
  const unnamed = stateNameProblems(runbook.file, deployed);
  // Two states with one name are one state, which causes all other findings.
  if (unnamed.length > 0) return unnamed;
  const workflow = compileWorkflow(deployed);
  return [...sizeProblems(runbook.file, workflow), ...broken(runbook, deployed, workflow, context)];
});

/** What the definition breaks, except by mistakes that are already reported in the runbook. */
function broken(
  runbook: RunbookDraft,
  deployed: DeployedRunbook,
  workflow: Workflow,
  context: Context,
): Problem[] {
  const alone = { ...context, runbooks: [runbook] };
  if (textsAreOnlyTexts(alone).length > 0) return [];
  const kept = ladderFitsBeforePage(alone).length > 0 ? structure : invariants;
  return definitionProblems(runbook.file, subjectOf(deployed, workflow), kept);
}

function deployedAsIs(runbook: RunbookDraft, context: Context): DeployedRunbook | undefined {
  const { actions } = context;
  const isComplete =
    runbook.unsound.size === 0 && runbook.steps.every((step) => step && Object.hasOwn(actions, step.action));
  if (!isComplete) return undefined;
  return deploy(runbook.sections as RunbookSpec, actions, valuesFor(runbook, context) ?? {}).deployed;
}

function stateNameProblems(file: string, deployed: DeployedRunbook): Problem[] {
  return deployed.steps.flatMap(({ title }, index) => {
    const number = index + 1;
    const path = ['steps', index, 'action'];
    const own = names.act(number, deployed);
    const named = [own, names.ask(number, deployed), names.look(number, deployed)];
    const [longest = own] = [...named, ...(number === 1 ? [names.lookOnly(deployed)] : [])].sort(
      (one, other) => other.length - one.length,
    );
    const others = [names.mayAct, names.verify, names.lookAgain, names.hold, names.confirm].map((name) =>
      name(number),
    );
    if (others.includes(own)) {
      return [
        problemAt(
          file,
          path,
          own,
          `an action whose title is not ${title}; another state of the step is called so`,
        ),
      ];
    }
    if (longest.length <= longestStateName) return [];
    const expected = `an action whose title gives state names of at most ${longestStateName} characters; this one has ${longest.length}`;
    return [problemAt(file, path, longest, expected)];
  });
}

function sizeProblems(file: string, { definition }: Workflow): Problem[] {
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes <= largestDefinitionBytes) return [];
  const expected = `a definition of at most ${largestDefinitionBytes} bytes; shorten \`why\`, \`instructions\` or the steps`;
  return [problemAt(file, [], `${bytes} bytes`, expected)];
}
