import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { chromium } from '@playwright/test';
const ROOT='/work/wt/playbooks';
const out='/tmp/shots'; mkdirSync(out,{recursive:true});
const P='quiet harbour violet tram 41';
const data=mkdtempSync('/tmp/eiq-shots-');
const server=spawn(process.execPath,[ROOT+'/main/shells/cli/error-iq.mjs','serve','--no-open','--data',data],{stdio:['ignore','pipe','inherit'], env:{...process.env, ERROR_IQ_CHECK_OUTPUT:'1'}});
const address=await new Promise<string>(f=>server.stdout.once('data',c=>f(String(c).trim())));
const browser=await chromium.launch({executablePath:'/usr/bin/chromium'});
try {
  const context=await browser.newContext({colorScheme:'dark',viewport:{width:1440,height:900}});
  const page=await context.newPage();
  page.on('pageerror',e=>console.log('PAGE ERROR',e.message));
  page.on('console',m=>{ if(m.type()==='error') console.log('CONSOLE',m.text()); });
  await page.goto(address);
  await page.getByLabel('Your name').fill('Dana Analyst');
  await page.getByLabel('Passphrase', { exact: true }).fill(P);
  await page.getByLabel('Repeat the passphrase').fill(P);
  await page.getByLabel(/I know that/).check();
  await page.getByText('Strong.').waitFor();
  await page.getByRole('button', { name: 'Create profile' }).click();
  await page.getByRole('button', { name: 'Open the sample case' }).click();
  await page.getByText('27,230 of 27,230 records').waitFor({timeout:90000});
  await page.getByRole('button', { name: 'Playbooks', exact: true }).click();
  await page.getByRole('button', { name: 'Connection pool' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  const looks=[['dark','dark',1440,900],['light','light',1440,900],['narrow','light',1024,700]] as const;
  const shoot=async(name:string)=>{ for(const [l,c,w,h] of looks){ await page.emulateMedia({colorScheme:c}); await page.setViewportSize({width:w,height:h}); await page.waitForTimeout(400); await page.screenshot({path:`${out}/${l}-${name}.png`,animations:'disabled'}); } await page.emulateMedia({colorScheme:'dark'}); await page.setViewportSize({width:1440,height:900}); };
  await shoot('form');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('no model was asked').waitFor({timeout:60000});
  await page.locator('ol details summary').first().click();
  await shoot('run');
  await page.getByRole('button', { name: 'Failed logins and lateral movement' }).first().click();
  await page.getByRole('button', { name: 'Copy and edit' }).click();
  await page.locator('.react-flow__node').first().waitFor({timeout:30000});
  await page.getByText('It can be run.').waitFor();
  await page.locator('.react-flow__node').nth(1).click();
  await shoot('editor');
  // keyboard-ish: add a step by pressing a kind
  await page.getByRole('button', { name: 'Say', exact: true }).click();
  await page.getByText('It can be run.').waitFor();
  await shoot('editor-added');
  const usage = process.argv.includes('--usage');
  if (usage) { await page.getByRole('button',{name:'Settings',exact:true}).click(); await page.getByRole('region',{name:'Usage'}).scrollIntoViewIfNeeded(); await page.waitForTimeout(800); await shoot('usage'); }
} catch(e){ console.log(String(e)); const pages=browser.contexts()[0]?.pages()??[]; await pages[0]?.screenshot({path:out+'/error.png'}); }
finally { await browser.close(); server.kill('SIGTERM'); rmSync(data,{recursive:true,force:true}); }
