import { shownVerdicts, spans, views } from './contract.ts';

/** Documentation that CloudWatch shows a person who adds the widget to a dashboard. Markdown. */
export const documentation = `## Nightshift

Shows what Nightshift did: its incidents and, for each, steps, evidence, timeline and links. It reads the incident table
and changes nothing.

### Parameters
All are optional.

Param | Description
---|---
**view** | ${views.map((view) => `\`${view}\``).join(', ')}; \`incidents\` if left out
**runbook** | incidents of this runbook only, by its id
**verdict** | ${shownVerdicts.map((verdict) => `\`${verdict}\``).join(', ')}
**owner** | incidents of this owner's runbooks only
**alarm** | incidents in whose alarm's name this stands, in any case
**text** | incidents in whose outcome, id, runbook, owner or alarm this stands, in any case
**span** | ${Object.keys(spans)
  .map((span) => `\`${span}\``)
  .join(', ')}; the dashboard's time range if left out
**incident** | which one \`view: incident\` shows

### Example
\`\`\` yaml
view: incidents
verdict: escalated
span: 7d
\`\`\`
`;
