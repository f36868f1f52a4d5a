// WeChat's JS-SDK where a page shares or imports an address: config signed by our server for exactly this page, then the share card.
// Outside WeChat nothing happens. iOS signs the page it first loaded; every page here is a full load, so that is this one.
(() => {
  const SDK = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js";
  const page = document.body.dataset;
  if (!page.shareTitle && !document.querySelector("[data-wechat-address]")) return;
  const share = () => {
    if (!page.shareTitle) return;
    const card = { title: page.shareTitle.slice(0, 30), link: page.shareLink || location.href.split("#")[0], imgUrl: page.shareImage || "" };
    window.wx.updateAppMessageShareData({ ...card, desc: page.shareDesc || "" });
    window.wx.updateTimelineShareData(card);
  };
  const begin = async () => {
    const here = encodeURIComponent(location.href.split("#")[0]);
    const answer = await fetch(`/wechat/jssdk?url=${here}`);
    if (!answer.ok) return; // no 公众号 connected: the links on the page still work
    window.wx.config(await answer.json());
    window.wx.ready(share);
  };
  if (window.wx && window.wx.config) begin();
  else if (/MicroMessenger/i.test(navigator.userAgent)) {
    const script = document.createElement("script");
    script.src = SDK;
    script.onload = begin;
    document.head.append(script);
  }
})();
