using System.Buffers.Binary;
using System.Text;

namespace AwsOps.Sandbox.Wire;

/// <summary>
/// Decodes CBOR (RFC 8949) into plain values: long, ulong, double, bool, string, byte[], DateTime (tag 1), lists and dictionaries
/// by text key. As much of it as Smithy's RPC v2 uses (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html).
/// </summary>
internal ref struct CborReader(ReadOnlySpan<byte> data)
{
    private const int MaxDepth = 64;
    private const int Indefinite = 31;
    private const byte Break = 0xFF;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;
    private int _depth;

    /// <exception cref="InvalidDataException">The bytes are not CBOR.</exception>
    public object? Read()
    {
        if (++_depth > MaxDepth)
        {
            throw new InvalidDataException("CBOR nested too deeply.");
        }

        var head = Take(1)[0];
        var (major, info) = (head >> 5, head & 0x1F);
        object? value = major switch
        {
            0 => Unsigned(Argument(info)),
            1 => checked(-1L - (long)Argument(info)),
            2 => Bytes(info, 2),
            3 => Encoding.UTF8.GetString(Bytes(info, 3)),
            4 => List(info),
            5 => Map(info),
            6 => Tagged(Argument(info)),
            _ => Simple(info),
        };
        _depth--;
        return value;
    }

    private static object Unsigned(ulong value) => value <= long.MaxValue ? (long)value : (object)value;

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _data.Length - _position)
        {
            throw new InvalidDataException("CBOR ends too early.");
        }

        var taken = _data.Slice(_position, count);
        _position += count;
        return taken;
    }

    private ulong Argument(int info) => info switch
    {
        < 24 => (ulong)info,
        24 => Take(1)[0],
        25 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        26 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        27 => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        _ => throw new InvalidDataException($"CBOR has no length {info}."),
    };

    private int Length(int info) => Argument(info) is var length && length <= (ulong)(_data.Length - _position)
        ? (int)length
        : throw new InvalidDataException("CBOR ends too early.");

    private bool TakeBreak()
    {
        if (_position < _data.Length && _data[_position] == Break)
        {
            _position++;
            return true;
        }

        return false;
    }

    private byte[] Bytes(int info, int major)
    {
        if (info != Indefinite)
        {
            return Take(Length(info)).ToArray();
        }

        var joined = new MemoryStream();
        while (!TakeBreak())
        {
            var head = Take(1)[0];
            if (head >> 5 != major)
            {
                throw new InvalidDataException("A CBOR text or byte string has a part of another kind.");
            }

            joined.Write(Take(Length(head & 0x1F)));
        }

        return joined.ToArray();
    }

    private List<object?> List(int info)
    {
        var list = new List<object?>();
        var count = info == Indefinite ? int.MaxValue : Length(info);
        while (count-- > 0 && !(info == Indefinite && TakeBreak()))
        {
            list.Add(Read());
        }

        return list;
    }

    private Dictionary<string, object?> Map(int info)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        var count = info == Indefinite ? int.MaxValue : Length(info);
        while (count-- > 0 && !(info == Indefinite && TakeBreak()))
        {
            map[Read() as string ?? throw new InvalidDataException("A CBOR map's key is not text.")] = Read();
        }

        return map;
    }

    private object? Tagged(ulong tag)
    {
        var value = Read();
        if (tag != 1)
        {
            return value;
        }

        var seconds = value switch
        {
            long whole => whole,
            double real => real,
            _ => double.NaN,
        };
        return Timestamps.TryFromSeconds(seconds, out var time) ? time : throw new InvalidDataException("CBOR tag 1 is not a time.");
    }

    private object? Simple(int info) => info switch
    {
        20 => false,
        21 => true,
        22 or 23 => null,
        25 => (double)BinaryPrimitives.ReadHalfBigEndian(Take(2)),
        26 => (double)BinaryPrimitives.ReadSingleBigEndian(Take(4)),
        27 => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        _ => throw new InvalidDataException($"CBOR has no simple value {info}."),
    };
}
