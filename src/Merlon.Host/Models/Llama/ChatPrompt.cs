using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Merlon.Host.Models.Llama;

/// <summary>A conversation as the tokens that a model was trained on, by its own template or else ChatML.</summary>
/// <remarks>
/// The template is filled with marks in place of what was said, and only what stands around them may hold tokens that
/// steer the model: whoever wrote "&lt;|im_end|&gt;" into a log has written text.
/// </remarks>
static unsafe partial class ChatPrompt
{
    const int Room = 1 << 16;

    public static int[] Tokens(LlamaContext context, IReadOnlyList<ChatMessage> messages)
    {
        var vocabulary = context.Vocabulary;
        var tokens = new List<int>();
        foreach (var (text, isSaid) in Parts(Frame(context.Template, messages), messages))
        {
            if (text != "") tokens.AddRange(vocabulary.Tokens(text, mayHoldControl: !isSaid));
        }

        var hasBeginning = vocabulary.Beginning is not { } beginning || tokens.FirstOrDefault(-1) == beginning;
        return hasBeginning ? [.. tokens] : [vocabulary.Beginning!.Value, .. tokens];
    }

    static IEnumerable<(string Text, bool IsSaid)> Parts(string frame, IReadOnlyList<ChatMessage> messages)
    {
        var at = 0;
        foreach (var mark in Mark().Matches(frame).AsEnumerable())
        {
            yield return (frame[at..mark.Index], false);
            yield return (messages[int.Parse(mark.ValueSpan[1..^1], CultureInfo.InvariantCulture)].Text, true);
            at = mark.Index + mark.Length;
        }

        yield return (frame[at..], false);
    }

    static string Frame(byte* template, IReadOnlyList<ChatMessage> messages)
    {
        var texts = new List<nint>();
        try
        {
            var filled = new LlamaNative.Message[messages.Count];
            for (var i = 0; i < filled.Length; i++)
                filled[i] = new() { Role = Native(messages[i].Role.Value), Content = Native($"\uE000{i}\uE001") };
            return (template == null ? null : Apply(template, filled)) ?? Apply(Native("chatml"), filled)
                ?? throw new ModelException("the conversation is too long", ModelFault.Prompt);
        }
        finally
        {
            foreach (var text in texts) Marshal.FreeCoTaskMem(text);
        }

        byte* Native(string text)
        {
            texts.Add(Marshal.StringToCoTaskMemUTF8(text));
            return (byte*)texts[^1];
        }
    }

    // Null where llama.cpp does not know the template, or has no room.
    static string? Apply(byte* template, LlamaNative.Message[] messages)
    {
        var text = new byte[Room];
        fixed (LlamaNative.Message* first = messages)
        fixed (byte* room = text)
        {
            var length = LlamaNative.ApplyTemplate(template, first, messages.Length, 1, room, text.Length);
            return length is < 0 or > Room ? null : Encoding.UTF8.GetString(text, 0, length);
        }
    }

    [GeneratedRegex("\uE000[0-9]+\uE001")]
    private static partial Regex Mark();
}
