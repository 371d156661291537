using System.Text;

namespace Merlon.Host.Models.Llama;

/// <summary>The tokens of a model: text to tokens and back.</summary>
sealed unsafe class LlamaVocabulary
{
    const int MostPiece = 8_192;

    readonly byte[][] _pieces;
    readonly bool[] _isEnd;

    public LlamaVocabulary(nint handle)
    {
        Handle = handle;
        Count = LlamaNative.TokenCount(handle);
        _pieces = new byte[Count][];
        _isEnd = new bool[Count];
        Span<byte> room = stackalloc byte[MostPiece];
        for (var token = 0; token < Count; token++)
        {
            _isEnd[token] = LlamaNative.IsEnd(handle, token);
            _pieces[token] = PieceOf(token, room);
        }

        (Shortest, Longer) = Tree();
        Ends = [.. Enumerable.Range(0, Count).Where(IsEnd)];
    }

    public nint Handle { get; }

    public int Count { get; }

    /// <summary>The tokens that end an answer.</summary>
    public int[] Ends { get; }

    /// <summary>Of all other tokens that write something, those that begin with no other.</summary>
    public IReadOnlyList<int> Shortest { get; }

    /// <summary>By token, those that begin with it, and with no longer one that does.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Longer { get; }

    public bool IsEnd(int token) => _isEnd[token];

    /// <summary>What it writes; nothing for tokens that steer the model.</summary>
    public ReadOnlySpan<byte> Piece(int token) => _pieces[token];

    /// <summary>The token that begins every text; null for none.</summary>
    public int? Beginning =>
        LlamaNative.WantsBeginning(Handle) && LlamaNative.Beginning(Handle) is var token && token >= 0 && token < Count
            ? token : null;

    /// <param name="mayHoldControl">
    /// Whether the names of tokens that steer the model stand for them; otherwise they are text like any other.
    /// </param>
    public int[] Tokens(string text, bool mayHoldControl)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var tokens = new int[bytes.Length + 2];
        var count = Tokenize(bytes, tokens, mayHoldControl);
        if (count < 0)
        {
            tokens = new int[-count];   // a space may take three
            count = Tokenize(bytes, tokens, mayHoldControl);
        }

        return count >= 0 ? tokens[..count]
            : throw new ModelException("the text cannot be put into tokens", ModelFault.Prompt);
    }

    // What is needed, as a negative number, where there is no room.
    int Tokenize(byte[] text, int[] tokens, bool mayHoldControl)
    {
        fixed (byte* first = text)
        fixed (int* room = tokens)
        {
            return LlamaNative.Tokenize(
                Handle, first, text.Length, room, tokens.Length, addSpecial: 0, (byte)(mayHoldControl ? 1 : 0));
        }
    }

    byte[] PieceOf(int token, Span<byte> room)
    {
        fixed (byte* first = room)
        {
            var length = LlamaNative.Piece(Handle, token, first, room.Length, strip: 0, special: 0);
            return length > 0 ? room[..length].ToArray() : [];
        }
    }

    // In order of their bytes each stands behind all that it begins with.
    (List<int> Shortest, List<int>[] Longer) Tree()
    {
        var (shortest, longer, path) = (new List<int>(), new List<int>[Count], new Stack<int>());
        for (var token = 0; token < Count; token++) longer[token] = [];
        var tokens = Enumerable.Range(0, Count).Where(token => !IsEnd(token) && _pieces[token].Length > 0).ToArray();
        Array.Sort(tokens, (a, b) => Piece(a).SequenceCompareTo(Piece(b)));
        foreach (var token in tokens)
        {
            while (path.TryPeek(out var before) && !Piece(token).StartsWith(Piece(before))) path.Pop();
            (path.TryPeek(out var parent) ? longer[parent] : shortest).Add(token);
            path.Push(token);
        }

        return (shortest, longer);
    }
}
