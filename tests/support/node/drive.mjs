// Drives the Chromium that the program opened, as a person would: node drive.mjs PORT [FOLDER]
// It attaches to the browser's debugging port, fills in the provider's login and consent pages with what it knows
// (LOGIN, PASSWORD; a button whose value is LOGIN is that person), and waits for a page of the address in END (a regular
// expression). Screenshots go to FOLDER.
// The last line of output is JSON: url (without its query), title, text, requests (origins that pages asked for).
import { chromium } from 'playwright-core';

const [port, folder] = process.argv.slice(2);
const patience = Number(process.env.PATIENCE ?? 90000);
const until = Date.now() + patience;
const end = new RegExp(process.env.END ?? '^http://(127\\.0\\.0\\.1|\\[::1\\]|localhost):\\d+/');
const knows = { login: process.env.LOGIN ?? 'alice', username: process.env.LOGIN ?? 'alice', password: process.env.PASSWORD ?? 'any' };

const give = (answer, status) => {
  console.log(JSON.stringify(answer));
  process.exit(status);
};
const left = () => Math.max(1, until - Date.now());

const attach = async () => {
  for (;;) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (error) {
      if (Date.now() > until) give({ error: `no browser at ${port}: ${error.message}` }, 2);
      await new Promise((resolve) => setTimeout(resolve, 50)); // the port opens some time after the process
    }
  }
};

const browser = await attach();
const context = browser.contexts()[0];
const origins = new Set();
context.on('request', (request) => origins.add(new URL(request.url()).origin));
const page = context.pages().find((each) => /^https?:/.test(each.url())) ?? (await context.waitForEvent('page', { timeout: left() }));
await page.waitForURL(/^https?:/, { timeout: left() }).catch(() => {});

const start = new URL(page.url()).origin;
const shoot = async (name) => folder && page.screenshot({ path: `${folder}/${name}.png` });
const ended = () => end.test(page.url()) && new URL(page.url()).origin !== start;

for (let step = 1; !ended() && step <= 10; step += 1) {
  await page.waitForLoadState('load', { timeout: left() });
  if (ended()) break;
  for (const [name, value] of Object.entries(knows)) {
    const field = page.locator(`input[name=${name}]:not([type=submit]):visible`);
    if (await field.count()) await field.fill(value);
  }
  await shoot(`page-${step}`);
  const yes = page.locator(`[type=submit][value=accept], [type=submit][value=yes], [type=submit][value="${knows.login}"]`);
  const buttons = (await yes.count()) ? yes : page.locator('button[type=submit]:visible, input[type=submit]:visible');
  if (!(await buttons.count())) give({ error: `nothing to press at ${page.url().split('?')[0]}`, text: await page.innerText('body') }, 3);
  const before = page.url();
  await buttons.first().click({ timeout: left() });
  await page.waitForURL((url) => url.href !== before, { timeout: left() });
}
if (!ended()) give({ error: `still at ${page.url().split('?')[0]}` }, 4);
await page.waitForLoadState('load', { timeout: left() });
// The address bar as the person finds it at the end: whether something of the code is left in it is for the test to say.
await shoot('page-end');
const answer = { url: page.url(), title: await page.title(), text: await page.innerText('body'), requests: [...origins] };
if (process.env.CLOSE !== '0') {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.close').catch(() => {});
}
give(answer, 0);
