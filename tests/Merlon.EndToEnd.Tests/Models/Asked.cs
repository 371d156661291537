using Merlon.Host.Models;
using Merlon.Language;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary>A language model behind a scripted server, and what was asked of both.</summary>
sealed class Asked : IDisposable
{
    public const string Key = "sk-very-secret";

    public static readonly AnswerForm Form = new(
        """root ::= "yes" | "no" """, """{"type":"object","properties":{"a":{"type":"string"}}}""");

    readonly ScriptedServer _server;
    readonly ChatModel _model;

    public Asked(
        ModelKind kind, Func<ModelRequest, ScriptedAnswer> script, ModelSettings? settings = null,
        ModelPatience? patience = null)
    {
        _server = new(script);
        _model = At(
            kind, _server.Url, Clock, settings, patience, (text, isAnew) => Heard = isAnew ? text : Heard + text);
    }

    public TestClock Clock { get; } = new();

    public string Heard { get; private set; } = "";

    public IReadOnlyList<ModelRequest> Requests => _server.Requests;

    public string Url => _server.Url;

    public static ChatModel At(
        ModelKind kind, string url, TimeProvider clock, ModelSettings? settings = null,
        ModelPatience? patience = null, HearAnswer? hear = null)
    {
        var source = new ModelSource(name => name == ModelSource.OpenAiKey ? Key : null, clock);
        return source.Open(
            new(kind, "scripted"), url, settings ?? ModelSettings.Standard,
            patience ?? ModelPatience.Of(TimeSpan.FromMinutes(5)), hear);
    }

    public ModelReply Answer(AnswerForm? form = null, CancellationToken? end = null) => _model.Answer(
        new("be brief", [new(Speaker.User, "a?"), new(Speaker.Model, "b"), new(Speaker.User, "c?")], form),
        end ?? TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _model.Dispose();
        _server.Dispose();
    }
}
