// Whoever comes to this page begins anew: an answering page of somebody before goes from this device.

export function attach() {
  if ("caches" in window) caches.delete("examapp-answering").catch(() => {});
}
