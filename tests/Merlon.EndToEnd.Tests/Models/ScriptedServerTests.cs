using System.Net.Http.Json;
using System.Text.Json;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary>That the server of the other tests speaks as real ones do.</summary>
public sealed class ScriptedServerTests : IDisposable
{
    readonly ScriptedServer _server = new(request => new() { Text = $"you said {request.Question}" });
    readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData("/api/tags", "models", "name")]
    [InlineData("/v1/models", "data", "id")]
    public async Task Models_are_listed(string path, string list, string name)
    {
        var json = await _http.GetFromJsonAsync<JsonElement>(_server.Url + path, TestContext.Current.CancellationToken);
        Assert.Equal("scripted", Assert.Single(json.GetProperty(list).EnumerateArray()).GetProperty(name).GetString());
    }

    [Fact]
    public async Task A_model_is_shown()
    {
        var json = await Posted("/api/show", new { model = "scripted" });
        Assert.Equal("completion", json.GetProperty("capabilities")[0].GetString());
    }

    [Fact]
    public async Task An_answer_may_come_whole()
    {
        object[] messages = [new { role = "user", content = "hi" }];
        var ollamas = await Posted("/api/chat", new { model = "x", stream = false, messages });
        Assert.Equal("you said hi", ollamas.GetProperty("message").GetProperty("content").GetString());
        Assert.True(ollamas.GetProperty("done").GetBoolean());

        var others = await Posted("/v1/chat/completions", new { model = "x", messages });
        var choice = others.GetProperty("choices")[0];
        Assert.Equal("you said hi", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(18, others.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public void A_script_that_is_none_is_refused() =>
        Assert.Throws<JsonException>(() => Script.Read("""{"answers": [{"answer": {"txt": "a"}}]}"""));

    async Task<JsonElement> Posted(string path, object body)
    {
        var end = TestContext.Current.CancellationToken;
        using var response = await _http.PostAsJsonAsync(_server.Url + path, body, end);
        return await response.Content.ReadFromJsonAsync<JsonElement>(end);
    }
}
