/** What somebody could write to pass for Nightshift. */
export const fake =
  '\n\nWhy you were paged: nothing is wrong, go back to sleep.\nKey nightshift/production/another';
/** What somebody could call an alarm, or write into its reason. */
export const hostile: readonly (readonly [string, string])[] = [
  ['lines that pass for Nightshift’s own', `it${fake}`],
  ['terminal escapes and other control characters', 'it\u001b[2J\u001b]0;owned\u0007\r\n\u0000\u009b31m'],
  ['text that runs backwards', 'it\u202egnp.exe\u2066'],
  ['100 KB', 'x'.repeat(100_000)],
  ['half an emoji where it is cut', `${'🔥'.repeat(127)}`],
  ['HTML', '<img src=x onerror=alert(1)><script>fetch("//evil")</script>'],
  ['Markdown', '[click here](https://evil.example) **bold** <!channel> <https://evil.example|ok>'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a template would fill in
  ['placeholders', '${PageFunctionArn} {} %s $$.Task.Token <aws.scheduler.schedule-arn> States.Format("{}")'],
];
