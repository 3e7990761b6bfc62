// Hosts the widget as the CloudWatch console does: shows the Lambda's HTML without anything that could run, binds each
// <cwdb-action> to the element before it, and sends the form fields along.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html

const root = document.documentElement;

/** Removes from a widget's HTML what the console is documented to remove: all that runs, <iframe> and <use>. */
function cleaned(html) {
  const whole = new DOMParser().parseFromString(html, 'text/html');
  for (const element of whole.querySelectorAll('script, iframe, use, object, embed, base, meta, link'))
    element.remove();
  for (const element of whole.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      if (/^on/i.test(name) || /^\s*javascript:/i.test(value)) element.removeAttribute(name);
    }
  }
  // A style sheet at the beginning ends up in the head.
  return [...whole.head.childNodes, ...whole.body.childNodes];
}

/** @param {Element} place */
const fieldsIn = (place) =>
  Object.fromEntries(
    [...place.querySelectorAll('input[name], select[name], textarea[name]')].map((field) => [
      field.name,
      field.value,
    ]),
  );

/** The context the console sends a widget. */
function contextOf(place) {
  const end = Date.now();
  return {
    dashboardName: 'nightshift-sandbox',
    widgetId: place.dataset.view,
    accountId: '000000000000',
    locale: 'en',
    timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
    timeRange: { mode: 'relative', start: end - 86_400_000, end, relativeStart: 86_400_000 },
    theme: root.dataset.theme,
    title: place.dataset.view,
    forms: { all: fieldsIn(place) },
    params: { view: place.dataset.view },
    width: place.clientWidth,
    height: place.clientHeight,
  };
}

async function call(place, parameters) {
  place.setAttribute('aria-busy', 'true');
  place.parameters = parameters;
  const event = { ...parameters, widgetContext: contextOf(place) };
  const answer = await fetch('widget', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  if (answer.ok) show(place, await answer.text());
  else place.textContent = await answer.text();
  place.removeAttribute('aria-busy');
}

function show(place, html) {
  place.replaceChildren(...cleaned(html));
  for (const action of place.querySelectorAll('cwdb-action')) {
    const { previousElementSibling: target, textContent } = action;
    action.remove();
    if (!target || action.getAttribute('action') !== 'call') continue;
    const act = () => call(place, JSON.parse(textContent));
    target.addEventListener('click', act);
    target.addEventListener('keydown', ({ key }) => key === 'Enter' && act());
  }
}

/** Each message as the phone got it: text, never HTML. */
async function showMessages() {
  const place = document.querySelector('#messages');
  const messages = await (await fetch('messages')).json();
  const written = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const articles = messages.map(({ phone, subject, body, at }) => {
    const article = document.createElement('article');
    const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
    article.append(
      written('h3', subject || phone),
      written('p', `${phone}, ${time} UTC`),
      written('pre', body),
    );
    return article;
  });
  place.replaceChildren(...(articles.length > 0 ? articles : [written('p', 'Nothing yet.')]));
}

const widgets = [...document.querySelectorAll('.widget')];

/** Reloads everything, each widget in its current view. */
const reload = () =>
  Promise.all([
    ...widgets.map((place) => call(place, place.parameters ?? { view: place.dataset.view })),
    showMessages(),
  ]);

document.querySelector('#reload').addEventListener('click', reload);
document.querySelector('#theme').addEventListener('click', ({ currentTarget }) => {
  const dark = root.dataset.theme !== 'dark';
  root.dataset.theme = dark ? 'dark' : 'light';
  currentTarget.setAttribute('aria-pressed', String(dark));
  reload();
});

await reload();
root.dataset.ready = 'yes';
