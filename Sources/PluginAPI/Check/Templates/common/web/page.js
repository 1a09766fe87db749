import { MailFlow } from "./MailFlow.js";

const shell = new MailFlow();
const { email } = await shell.ready();
document.getElementById("subject").textContent = email.subject;
const { status, body } = await shell.call("POST", `/looks/${email.id}`);
document.getElementById("looks").textContent = status === 200 ? `You looked at it ${body.looks === 1 ? "once" : `${body.looks} times`}.` : "That did not work.";
