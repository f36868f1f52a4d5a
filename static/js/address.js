// [data-wechat-address]: 微信地址一键导入. Without WeChat's JS-SDK the link leads to the form instead.
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-wechat-address]");
    if (!link || !window.wx || !window.wx.openAddress) return;
    event.preventDefault();
    window.wx.openAddress({
      success: (found) => {
        const form = document.createElement("form");
        form.method = "post";
        form.action = link.dataset.wechatAddress;
        const values = { csrf_token: link.dataset.csrf, name: found.userName, phone: found.telNumber, province: found.provinceName,
          city: found.cityName, district: found.countryName, detail: found.detailInfo, is_default: "1" };
        for (const [name, value] of Object.entries(values)) {
          const input = document.createElement("input");
          Object.assign(input, { type: "hidden", name, value });
          form.append(input);
        }
        document.body.append(form);
        form.submit();
      },
      fail: () => location.assign(link.href),
    });
  });
})();
