using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Merlon.Rules;

namespace Merlon.Host.Models.Llama;

/// <summary>What may follow an answer so far, by a grammar in llama.cpp's GBNF.</summary>
/// <remarks>
/// Where a token may not follow, none that begins with it may. So the shortest are asked first, and then only those
/// that begin with one that may: some hundreds of a vocabulary of fifty thousand.
/// </remarks>
sealed unsafe partial class LlamaGrammar : IDisposable
{
    const int MostText = 1 << 20, MostDepth = 100;

    readonly LlamaVocabulary _vocabulary;
    readonly LlamaNative.Candidate[] _candidates;
    readonly nint _handle;
    byte[] _begun = [];   // of a letter that is not whole yet

    LlamaGrammar(LlamaVocabulary vocabulary, nint handle)
    {
        (_vocabulary, _handle) = (vocabulary, handle);
        _candidates = new LlamaNative.Candidate[vocabulary.Count];
    }

    /// <exception cref="ModelException">It does not parse.</exception>
    public static LlamaGrammar Open(LlamaVocabulary vocabulary, string text)
    {
        if (text.Length is 0 or > MostText || Depth(text) > MostDepth || text.Contains('\0', StringComparison.Ordinal))
            throw new ModelException(
                $"the grammar cannot be used: expected 1 to {MostText:N0} characters, {MostDepth} brackets within "
                + "one another at most, and no zero", ModelFault.Prompt);

        var handle = (nint)0;
        LlamaLog.Forget();
        var said = StandardError.Of(() => handle = LlamaNative.OpenGrammar(vocabulary.Handle, text, "root"));
        if (handle != 0) return new(vocabulary, handle);

        var why = Reason().Match(said) is { Success: true } match ? $": {match.Groups[1]}" : LlamaLog.Reason;
        throw new ModelException($"the grammar does not parse{VisibleText.Of(why)}", ModelFault.Prompt);
    }

    public bool Allows(int token) => Allowed([token]).Length == 1;

    /// <summary>Takes the chance from all tokens that may not follow.</summary>
    public void Mask(Span<float> logits)
    {
        var allowed = new List<(int Token, float Logit)>();
        for (var asked = _vocabulary.Shortest.Concat(_vocabulary.Ends).ToList(); asked.Count > 0;)
        {
            var next = new List<int>();
            foreach (var (token, _, _) in Allowed(asked))
            {
                allowed.Add((token, logits[token]));
                next.AddRange(_vocabulary.Longer[token]);
            }

            asked = next;
        }

        logits.Fill(float.NegativeInfinity);
        foreach (var (token, logit) in allowed) logits[token] = logit;
    }

    /// <summary>Goes on by a token that it allows.</summary>
    public void Accept(int token)
    {
        LlamaNative.Accept(_handle, token);
        if (TryText(token, out var begun)) _begun = begun;
    }

    public void Dispose() => LlamaNative.FreeSampler(_handle);

    ReadOnlySpan<LlamaNative.Candidate> Allowed(List<int> tokens)
    {
        for (var i = 0; i < tokens.Count; i++) _candidates[i] = new(tokens[i], 0, 0);
        fixed (LlamaNative.Candidate* first = _candidates)
        {
            var array = new LlamaNative.Candidates { First = first, Count = tokens.Count, Selected = -1 };
            LlamaNative.Apply(_handle, &array);
        }

        var count = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!float.IsNegativeInfinity(_candidates[i].Logit) && TryText(_candidates[i].Token, out _))
                _candidates[count++] = _candidates[i];
        }

        return _candidates.AsSpan(0, count);
    }

    // llama.cpp takes bytes for letters that are none in UTF-8, such as 'a' in three bytes.
    bool TryText(int token, out byte[] begun)
    {
        begun = [];
        if (_vocabulary.IsEnd(token)) return _begun.Length == 0;

        var piece = _vocabulary.Piece(token);
        if (piece.IsEmpty) return false;
        if (_begun.Length == 0 && Ascii.IsValid(piece)) return true;

        ReadOnlySpan<byte> left = [.. _begun, .. piece];
        while (!left.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(left, out _, out var length);
            if (status == OperationStatus.InvalidData) return false;
            if (status == OperationStatus.NeedMoreData)
            {
                begun = left.ToArray();
                return true;
            }

            left = left[length..];
        }

        return true;
    }

    // llama.cpp reads brackets within brackets by recursion.
    static int Depth(string grammar)
    {
        var (depth, most, closing) = (0, 0, '\0');
        for (var i = 0; i < grammar.Length; i++)
        {
            var c = grammar[i];
            if (closing != '\0')
            {
                if (c == '\\') i++;
                else if (c == closing) closing = '\0';
            }
            else if (c is '"' or '[' or '#') closing = c == '[' ? ']' : c == '#' ? '\n' : c;
            else if (c == '(') most = Math.Max(most, ++depth);
            else if (c == ')') depth--;
        }

        return most;
    }

    [GeneratedRegex("error parsing grammar: (.{1,100})")]
    private static partial Regex Reason();
}
