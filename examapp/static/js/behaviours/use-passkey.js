// Makes a passkey on this device (data-mode="add") or signs in with one ("enter"). Shown only where browser and
// address allow it.

function toBytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

// A key belongs to a name: a bare address of four numbers cannot have one.
function isPossible() {
  const isNumber = /^[\d.]+$|:/.test(window.location.hostname);
  return Boolean(window.isSecureContext && window.PublicKeyCredential && navigator.credentials && !isNumber);
}

const list = (found) => (found || []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options, challenge: toBytes(options.challenge), user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: list(options.excludeCredentials),
    },
  });
  return { made, response: { attestationObject: toText(made.response.attestationObject) } };
}

async function answer(options) {
  const made = await navigator.credentials.get({
    publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: list(options.allowCredentials) },
  });
  const { authenticatorData, signature, userHandle } = made.response;
  const response = { authenticatorData: toText(authenticatorData), signature: toText(signature) };
  if (userHandle) response.userHandle = toText(userHandle);
  return { made, response };
}

async function post(url, csrf, body) {
  const found = await fetch(url, {
    method: "POST", body: JSON.stringify(body), cache: "no-store",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
  });
  const told = await found.json();
  if (!found.ok) throw new Error(told.message || "没有办成，请再试一次，或者用密码登录。");
  return told;
}

const WORDS = {
  NotAllowedError: "没有完成。可以再试一次，或者用密码登录。",
  InvalidStateError: "这台设备上已经有密钥了，不用再添加。",
  SecurityError: "这个网址用不了通行密钥，请用密码登录。",
  TypeError: "网络断了，请连上网再试。",
};

export function attach(box) {
  const part = (name) => box.querySelector(`[data-part="${name}"]`);
  part("able").hidden = !isPossible();
  if (isPossible()) part("unable").hidden = true;
  part("use").addEventListener("click", async () => {
    part("use").disabled = true;
    part("status").textContent = "请按设备的提示做…";
    try {
      const options = await post(box.dataset.optionsUrl, box.dataset.csrf, {});
      const { made, response } = await (box.dataset.mode === "add" ? make(options) : answer(options));
      const credential = {
        id: made.id, rawId: toText(made.rawId), type: made.type, clientExtensionResults: {},
        response: { ...response, clientDataJSON: toText(made.response.clientDataJSON) },
      };
      const label = part("label") ? part("label").value : "";
      const told = await post(box.dataset.url, box.dataset.csrf, { credential, label });
      window.location.assign(told.next);
    } catch (error) {
      part("status").textContent = WORDS[error.name] || error.message;
      part("use").disabled = false;
    }
  });
}
