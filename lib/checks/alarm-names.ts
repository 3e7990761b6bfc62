/** "The name must contain only UTF-8 characters, and can't contain ASCII control characters", 255 at most. */
const longest = 255;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f]/;

/**
 * What an alarm's name has to be, if a text can't be one and so would never match. Undefined if it can.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (AlarmName)
 */
export function noAlarmName(name: string): string | undefined {
  const inArn = /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(name)?.[1];
  if (inArn !== undefined) return `the alarm's name, not its ARN: ${JSON.stringify(inArn)}`;
  if (name.startsWith('arn:')) return "an alarm's name, not an ARN";
  if (name.trim() !== name) return `an alarm's name without spaces around it: ${JSON.stringify(name.trim())}`;
  if (control.test(name)) return "an alarm's name, which holds no control characters";
  return name.length > longest
    ? `an alarm's name, of at most ${longest} characters; this has ${name.length}`
    : undefined;
}
