// Passkeys: the browser's own ceremony, its answer put into the form and sent. Nothing is stored here.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    const digits = /^[\d.]+$|:/.test(location.hostname); // no passkey is bound to an address that is a number
    const wrong = form.querySelector(digits ? ".wrong.digits" : ".wrong[hidden]");
    button.addEventListener("click", async () => {
      wrong.hidden = true;
      try {
        const asked = JSON.parse(form.dataset.options).publicKey;
        const made = form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
        form.elements.credential.value = JSON.stringify(made.toJSON());
        form.submit();
      } catch {
        wrong.hidden = false;
      }
    });
  }
});
